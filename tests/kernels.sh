#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# ./tests/run.sh --kernels [RELEASE...]: every kernel that is promised, one after the other. Of each it says how many
# modules build, how the conformance tests ended (two CPUs), how many rows of the quick set gave a number (counted),
# and how many of these moved against the kernel before it. Without releases: 5.10, 6.1, 6.12, the distribution's own
# and the newest of its backports, the last that this Debian's compiler can build for.
#
# All that came out, and the comparison of each two neighbours, stays in build/kernels. Status 0: each built, booted,
# passed its conformance tests and gave numbers; 1: some did not; 5: one could not be had.
set -euo pipefail
shopt -s nullglob inherit_errexit

SOURCE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/.." && pwd)
readonly SOURCE
# shellcheck source-path=SCRIPTDIR/..
. "$SOURCE/vm/end.sh"
. "$SOURCE/vm/say.sh"
. "$SOURCE/vm/cache.sh"
. "$SOURCE/vm/releases.sh"
. "$SOURCE/vm/setup.sh"
. "$SOURCE/vm/kernel.sh"
. "$SOURCE/vm/archive.sh"

readonly RESULTS=$SOURCE/build/kernels PROMISED=(5.10 6.1 6.12)
YES='' OFFLINE='' WORK='' KERNELS=() STATUS=0 BEFORE=''

read_arguments() {
    while (($#)); do
        case $1 in
        --yes) YES=yes ;;
        --offline) OFFLINE=yes ;;
        --help | -h) sed -n '4,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; leave 0 ;;
        -*) fail "$STATUS_USAGE" "--kernels knows no '$1'" "./tests/run.sh --kernels --help" ;;
        *) KERNELS+=("$1") ;;
        esac
        shift
    done
}

# The promised ones, this Debian's and its backports' own, each once and in order.
choose_kernels() {
    local all=()
    if ((${#KERNELS[@]} == 0)); then
        all=("${PROMISED[@]}")
        find_release ''
        [[ -z $FOUND ]] || all+=("$FOUND")
        if [[ -z $OFFLINE ]] && look_in_suite "$(codename)-backports" && find_in_lists ''; then all+=("$FOUND"); fi
        mapfile -t KERNELS < <(without_doubles "${all[@]}" | sort -V)
    fi
}

# A release that another one of them means already, as 6.1 means this Debian's own, is left out.
without_doubles() {
    local kernel other
    for kernel in "$@"; do
        for other in "$@"; do
            [[ $kernel == "$other" ]] || ! release_fits "$kernel" "$other" || continue 2
        done
        printf '%s\n' "$kernel"
    done
}

# attempt KERNEL WORD...: run_bench.sh, and what it said in a file; returns its status. Set-up that failed says nothing
# about the kernel, whichever step it was.
attempt() {
    local kernel=$1 log=$RESULTS/$1/log status=0
    shift
    "$SOURCE/run_bench.sh" "$@" --kernel "$kernel" --accel tcg ${YES:+--yes} ${OFFLINE:+--offline} >> "$log" 2>&1 || status=$?
    ((status)) || return 0
    ((status != STATUS_INTERRUPTED)) || leave "$status"
    worse "$((status == STATUS_SETUP ? STATUS_SETUP : 1))"
    say "$kernel: $(last_words "$log")"
    return "$status"
}

last_words() { grep -a '^kuipc: ' "$1" | tail -n 1 || true; }

# Status of a kernel that was not to be had, and of one that failed.
worse() { ((STATUS == 1)) || STATUS=$1; }

check_kernel() { # KERNEL
    local kernel=$1 folder=$RESULTS/$1
    MODULES_BUILT='' ROWS=- CASES=- MOVED=-
    mkdir -p "$folder"
    if ! attempt "$kernel" setup; then
        ROWS="not to be had: $(last_words "$folder/log")"
        return
    fi
    MODULES_BUILT=$(sed -n 's/.*\[3\/5\] build *\([0-9]*\( of [0-9]*\)\?\) modules.*/\1/p' "$folder/log" | tail -n 1)
    [[ $MODULES_BUILT != *of* ]] || worse 1
    attempt "$kernel" conformance --clock wall --cpus 2 --out "$folder/conformance" || true
    attempt "$kernel" --clock counted --set quick --out "$folder/run" || true
    count_cases "$folder/conformance/guest/conformance.json"
    count_rows "$folder/run/guest/benchmarks.jsonl"
    # A run that broke off has a result as well, in which every row is missing.
    [[ $ROWS == -* || $ROWS == 0/* || ! -e $folder/run/result.json ]] || compare_with_before "$folder/run" "$kernel"
}

# passed/failed/skipped
count_cases() { # FILE
    local all failed skipped
    [[ -e $1 ]] || return 0
    all=$(grep -c '"status": "RUN"' "$1" || true)
    failed=$(grep -c '"failures": \[' "$1" || true)
    skipped=$(grep -c '"result": "SKIPPED"' "$1" || true)
    CASES="$((all - failed - skipped))/$failed/$skipped"
}

# ok/skipped
count_rows() { # FILE
    [[ -e $1 ]] || return 0
    ROWS="$(grep -c '"status":"ok"' "$1" || true)/$(grep -c '"status":"skipped"' "$1" || true)"
}

compare_with_before() { # RUN KERNEL
    local file
    if [[ -n $BEFORE ]]; then
        file=$RESULTS/$(basename "${BEFORE%/run}")-to-$2.txt
        "$SOURCE/run_bench.sh" compare "$BEFORE" "$1" --subject kernel > "$file" 2>&1 || true
        MOVED=$(grep -m 1 -E '^[0-9]+ (regression|improvement|unchanged|missing|new|error|accepted)' "$file" || echo "see $file")
    fi
    BEFORE=$1
}

choose_and_check() {
    local kernel
    choose_kernels
    printf '%-28s %-9s %-12s %-26s %s\n' kernel modules 'rows ok/not' 'cases passed/failed/skipped' 'moved against the one above'
    for kernel in "${KERNELS[@]}"; do
        rm -rf "${RESULTS:?}/$kernel"
        check_kernel "$kernel"
        printf '%-28s %-9s %-12s %-26s %s\n' "$(release_of "$kernel")" "${MODULES_BUILT:--}" "$ROWS" "$CASES" "$MOVED"
    done
    printf 'All of it: %s\n' "${RESULTS#"$PWD/"}"
}

# What the name meant.
release_of() { # KERNEL
    local release
    release=$(sed -n 's/^\[2\/5\] test kernel *\([^,]*\),.*/\1/p' "$RESULTS/$1/log" | tail -n 1)
    printf '%s' "${release:-$1}"
}

# shellcheck disable=SC2317 # of a trap
undo() { [[ -z $WORK ]] || rm -rf "$WORK"; }

read_arguments "$@"
WORK=$(mktemp -d "${TMPDIR:-/tmp}/kuipc.XXXXXX")
mkdir -p "$RESULTS" "$CACHE"
choose_and_check
leave "$STATUS"
