#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs against a baseline, each of real boots of one row that needs no module. Usage: baseline.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

readonly ONE_ROW=(--yes --offline --quiet --clock counted --accel tcg --no-modules --filter '^floor/syscall$')

# base [OPTION...]: a result to compare with, in $scratch/base.
base() {
    runner "${ONE_ROW[@]}" --out "$scratch/base" "$@"
    ((status == 0)) || { cat "$scratch/err"; give_up "the base ended with $status"; }
}

# The kernels of the user's cache, and nothing that earlier runs learned of the rows.
forget() {
    mkdir "$scratch/cache"
    ln -s "$CACHE/kernels" "$scratch/cache/kernels"
    export KUIPC_CACHE=$scratch/cache
}

says() { # FILE TEXT
    grep -qF -e "$2" "$1" || give_up "${1##*/} does not say '$2': $(tail -c 2000 "$1")"
}

begin
case $1 in
perturbed_and_unchanged)
    forget
    base --perturb 3
    says "$scratch/base/result.json" '"perturbed": 3'
    says "$scratch/base/result.json" '"sensitivity"'
    [[ -e $scratch/base/perturbed/3/result.json ]] || give_up "the perturbed boots were not kept"
    runner "${ONE_ROW[@]}" --out "$run" --baseline-result "$scratch/base"
    ((status == 0)) || { cat "$scratch/out" "$scratch/err"; give_up "ended with $status"; }
    says "$scratch/out" 'Gate: passed: 1 unchanged'
    says "$run/head/compare.md" 'passed' ;;
perturbed_before)
    forget
    base --perturb 3
    runner "${ONE_ROW[@]}" --out "$run" --perturb 3
    ((status == 0)) || { cat "$scratch/err"; give_up "ended with $status"; }
    says "$scratch/err" 'known from 3 boots'
    says "$run/result.json" '"sensitivity"'
    [[ ! -e $run/perturbed ]] || give_up "booted again for what is known" ;;
regression)
    # A page is made of whatever draws it; nobody looks at this one.
    printf '"use strict";\n' > "$scratch/echarts.js"
    export KUIPC_ECHARTS=$scratch/echarts.js
    base
    # What was a call of 340 instructions becomes one of 40.
    sed -i 's/"median": [0-9]*\(\.[0-9]*\)\?/"median": 40/' "$scratch/base/result.json"
    runner "${ONE_ROW[@]}" --out "$run" --baseline-result "$scratch/base" --bisect
    ((status == 1)) || { cat "$scratch/out" "$scratch/err"; give_up "ended with $status"; }
    says "$scratch/out" 'Gate: failed, status 1: 1 regression'
    [[ -e $run/head-again/result.json ]] || give_up "the head was not measured once more"
    says "$run/head/junit.xml" 'failures="1"'
    says "$run/head/report.html" '"outcome":"regression"' ;;
*) give_up "unknown case $1" ;;
esac
nothing_left
