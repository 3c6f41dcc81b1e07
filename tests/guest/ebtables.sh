#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# In a kernel where ebtables came first and has the socket option of sockopt_text: rows and tests of that are
# skipped and say so, those of the other transports go on, nothing stays loaded. Usage: ebtables.sh FOLDER.
# KUIPC_TEST_KERNEL names another kernel than the usual one.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

readonly FOLDER=$1
options=(--quiet --offline --accel tcg)
[[ -z ${KUIPC_TEST_KERNEL-} ]] || options+=(--kernel "$KUIPC_TEST_KERNEL")

in_guest() { # COMMAND OPTION...
    local name=$1 status=0
    "$SOURCE/run_bench.sh" "$@" "${options[@]}" --out "$FOLDER/$name" > "$FOLDER/$name.out" 2>&1 || status=$?
    if [[ -n ${KUIPC_TEST_KERNEL-} ]] && grep -qsx 'kuipc_sockopt_text loaded' "$FOLDER/$name/guest/modules.log"; then
        skip "$KUIPC_TEST_KERNEL has no ebtables module"
    fi
    ((status == 0)) || give_up "run_bench.sh $name ended with $status: $(< "$FOLDER/$name.out")"
}

# The same number of lines, and some.
as_many() { # WHAT NUMBER NUMBER
    (($2 > 0 && $2 == $3)) || give_up "$1: $2 and $3"
}

rows_are_skipped_and_name_it() {
    local rows=$FOLDER/run/guest/benchmarks.jsonl text others
    text=$(grep -c '"transport":"sockopt_text"' "$rows" || true)
    others=$(grep -c '"transport":"sockopt"' "$rows" || true)
    as_many "rows of sockopt_text, and those skipped for ebtables" "$text" \
        "$(grep '"transport":"sockopt_text"' "$rows" | grep '"status":"skipped"' | grep -c 'by ebtables' || true)"
    as_many "rows of sockopt, and those measured" "$others" \
        "$(grep '"transport":"sockopt"' "$rows" | grep -c '"status":"ok"' || true)"
}

cases_are_skipped_and_name_it() {
    local console=$FOLDER/conformance/console.log
    as_many "cases of sockopt_text, and those skipped for ebtables" \
        "$(grep -acE 'RUN .*SockoptTextTest\.' "$console" || true)" "$(grep -ac '^socket option 128 is taken, by ebtables' "$console" || true)"
}

# check STATUS NAME FOLDER: one of checks.sh ends with it.
check() {
    local status=0
    "$(dirname "$0")/checks.sh" "$2" "$FOLDER/$3" || status=$?
    ((status == $1)) || give_up "checks.sh $2: status $status, not $1"
}

rm -rf "$FOLDER"
mkdir -p "$FOLDER"
printf '%s\n' x_tables ebtables > "$FOLDER/modules.txt"
export KUIPC_GUEST_MODULES=$FOLDER/modules.txt

in_guest run --clock counted --filter '^(push|pull)/sockopt'
rows_are_skipped_and_name_it
in_guest conformance --clock wall --cpus 2 --filter '*ockopt*:Netfilter*:Nfqueue*'
cases_are_skipped_and_name_it
for folder in run conformance; do
    check 0 kernel_log_is_clean "$folder"
    check 0 modules_are_unloaded "$folder"
    check 77 modules_were_loaded "$folder"
done
