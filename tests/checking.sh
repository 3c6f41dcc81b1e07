#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# ./tests/run.sh --checking [STEP...]: builds the checking kernel, or takes it from the cache, and runs on
# it what trips its checkers if anything of ours does. Steps, all without one:
#
#   kernel       only that it is there
#   conformance  every conformance test
#   workloads    every benchmark of the quick set, measured in no clock that means anything
#   forbidden    that the checkers do see what is forbidden (tests/forbidden/); with --reference, what
#                they said is kept as results/reference/forbidden-<kernel>.json for the context matrix
#
# A run passes when it ended well and left no report in the kernel log, no leak after unload, no taint
# beyond that of a module from outside the tree. Status 0: all passed; 1: something did not; 5: it could
# not be checked, which is said in so many words and never taken for a success.
#
# KUIPC_CHECKING_KERNEL=TREE   a kernel built before, with vm/checking.config
set -euo pipefail
shopt -s nullglob inherit_errexit

SOURCE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/.." && pwd)
readonly SOURCE
CACHE=${KUIPC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kuipc}
# With these checkers, emulated, silence lasts longer.
export KUIPC_HANG_SECONDS=${KUIPC_HANG_SECONDS:-600}
# shellcheck source-path=SCRIPTDIR/..
. "$SOURCE/vm/say.sh"
. "$SOURCE/vm/options.sh"
. "$SOURCE/vm/setup.sh"
. "$SOURCE/vm/kernel.sh"
. "$SOURCE/vm/archive.sh"
. "$SOURCE/vm/given.sh"
. "$SOURCE/vm/build.sh"
. "$SOURCE/vm/pack.sh"
. "$SOURCE/vm/boot.sh"
. "$SOURCE/vm/progress.sh"
. "$SOURCE/vm/facts.sh"
. "$SOURCE/vm/checking.sh"
. "$SOURCE/tests/forbidden/try.sh"

readonly RESULTS=$BUILD/checking
STEPS=() FAILED=() FINISHED='' REFERENCE=''

read_arguments() {
    while (($#)); do
        case $1 in
        --yes) YES=yes ;;
        --offline) OFFLINE=yes ;;
        --verbose) VERBOSE=yes ;;
        --reference) REFERENCE=yes ;;
        --help | -h) sed -n '4,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; FINISHED=yes; exit 0 ;;
        kernel | conformance | workloads | forbidden) STEPS+=("$1") ;;
        *) usage "--checking knows no '$1'; its steps are kernel, conformance, workloads and forbidden" ;;
        esac
        shift
    done
    ((${#STEPS[@]})) || STEPS=(conformance workloads forbidden)
}

packages_stage() {
    stage_begin 1 packages
    setup_packages "$SOURCE"/vm/packages{,-tests,-checking}.txt
    stage_end "$PACKAGES_NEEDED are there"
}

kernel_stage() {
    stage_begin 2 "test kernel"
    if [[ -n ${KUIPC_CHECKING_KERNEL-} ]]; then
        CHECKING_TREE=$KUIPC_CHECKING_KERNEL CHECKING_SOURCE="given"
    else
        use_checking_kernel
    fi
    use_given_kernel "$CHECKING_TREE"
    stage_end "$KERNEL_RELEASE from $CHECKING_SOURCE"
}

# step NAME COMMAND...: says how it went; goes on with the next one either way.
step() {
    local name=$1 since=$EPOCHSECONDS status=0
    shift
    "$@" || status=$?
    # Without its tools or its kernel nothing was checked.
    ((status != STATUS_SETUP)) || exit "$STATUS_SETUP"
    if ((status == 0)); then
        printf 'passed: %s, %d s\n' "$name" "$((EPOCHSECONDS - since))"
    else
        printf 'FAILED: %s\n' "$name"
        FAILED+=("$name")
    fi
}

# in_guest FOLDER COMMAND [OPTION...]: one boot through the runner, then what it left behind.
in_guest() {
    local folder=$RESULTS/$1 command=$2 status=0
    shift 2
    rm -rf "$folder"
    "$SOURCE/run_bench.sh" "$command" --kernel "$CHECKING_TREE" --cpus 2 --memory 2048 --accel tcg --clock wall \
        --timeout 7200 --offline --out "$folder" "$@" || status=$?
    ((status != STATUS_SETUP)) || return "$status"
    check_what_is_left "$folder/guest" || status=1
    ((status == 0)) || say "the run: $folder"
    return "$status"
}

# An empty file: looked and found nothing. No file: nobody looked.
check_what_is_left() { # GUEST FOLDER
    local bad=0 stem file stems
    read -ra stems <<< "$(sed -n 's/^stems *:= *//p' "$SOURCE/modules/Kbuild")"
    for file in splats.txt unload.log; do
        [[ -e $1/$file ]] || { say "there is no $file: it was not checked"; bad=1; continue; }
        [[ ! -s $1/$file ]] || { say "$file says:"; sed 's/^/  /' "$1/$file" >&2; bad=1; }
    done
    for stem in "${stems[@]}"; do
        grep -qsx "kuipc_$stem loaded" "$1/modules.log" || { say "kuipc_$stem was not loaded"; bad=1; }
    done
    return "$bad"
}

# The runner has built both programs for the earlier steps; alone, this step builds what it needs.
try_forbidden() {
    [[ -x $KUIPC ]] || build_programs kuipc
    try_combinations "$RESULTS/forbidden" "$RESULTS/forbidden.json" || return 1
    [[ -z $REFERENCE ]] || keep_as_reference "$RESULTS/forbidden.json"
}

keep_as_reference() {
    local series
    series=$(sed -E 's/^([0-9]+\.[0-9]+).*/\1/' <<< "$KERNEL_RELEASE")
    mkdir -p "$SOURCE/results/reference"
    cp "$1" "$SOURCE/results/reference/forbidden-$series.json"
}

# shellcheck disable=SC2317 # a trap
undo() {
    local status=$?
    stop_qemu
    stop_compiler
    rm -rf "$WORK"
    [[ -n $FINISHED ]] || printf 'NOT CHECKED: the checking kernel has not been run to the end (status %d)\n' "$status"
}

main() {
    local name
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/kuipc.XXXXXX")
    trap undo EXIT
    trap 'exit "$STATUS_INTERRUPTED"' INT TERM HUP
    read_arguments "$@"
    mkdir -p "$RESULTS" "$CACHE"
    packages_stage
    kernel_stage
    for name in "${STEPS[@]}"; do
        case $name in
        conformance) step conformance in_guest conformance conformance ;;
        workloads) step workloads in_guest workloads run --set quick ;;
        forbidden) step "forbidden combinations" try_forbidden ;;
        esac
    done
    FINISHED=yes
    ((${#FAILED[@]} == 0)) || exit 1
}

main "$@"
