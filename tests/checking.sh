#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# ./tests/run.sh --checking [STEP...]: builds the checking kernel, or takes it from the cache, and runs on
# it what trips its checkers if anything of ours does. Steps, all without one:
#
#   kernel       only that it is there, with every option that is wanted
#   checkers     that each checker is awake: a mistake is made for each, and a run's judgement has to name it
#   conformance  every conformance test of a module
#   fuzz         the fuzzer, for two minutes, or --minutes N; --seed S repeats the choices of another run, --only NAMES
#                leaves out interfaces and disturbances (docs/TESTING.md has their names)
#   workloads    every benchmark of the quick set once, in a clock that means nothing here; then what that set
#                leaves out, at its smallest size: overload, every peer, every context and way to wait
#   forbidden    that what a context forbids is reported there (tests/forbidden/), as the context matrix
#                cites it; with --reference, what was said is kept for that as
#                results/reference/forbidden-<kernel>.json
#
# A run passes when it ended well and left no report in the kernel log, no leak after unload, no taint
# beyond that of a module from outside the tree. Status 0: all passed; 1: something did not; 5: it could
# not be checked (no source package, no network, no room), which is said in so many words and never taken
# for a success; 6: this script stopped where nobody had foreseen it. tests/run.sh --with-checking runs the same
# steps as ctest tests, label checking.
#
# KUIPC_CHECKING_KERNEL=TREE   a kernel built before, with vm/checking.config
# shellcheck disable=SC2317 # step calls what it is given
set -euo pipefail
shopt -s nullglob inherit_errexit

SOURCE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/.." && pwd)
readonly SOURCE
# With these checkers, emulated, silence lasts longer.
export KUIPC_HANG_SECONDS=${KUIPC_HANG_SECONDS:-600}
STATUS_UNEXPECTED=6
# shellcheck source-path=SCRIPTDIR/..
. "$SOURCE/vm/end.sh"
. "$SOURCE/vm/say.sh"
. "$SOURCE/vm/options.sh"
. "$SOURCE/vm/cache.sh"
. "$SOURCE/vm/setup.sh"
. "$SOURCE/vm/releases.sh"
. "$SOURCE/vm/kernel.sh"
. "$SOURCE/vm/archive.sh"
. "$SOURCE/vm/unpack.sh"
. "$SOURCE/vm/given.sh"
. "$SOURCE/vm/build.sh"
. "$SOURCE/vm/modules.sh"
. "$SOURCE/vm/pack.sh"
. "$SOURCE/vm/boot.sh"
. "$SOURCE/vm/progress.sh"
. "$SOURCE/vm/facts.sh"
. "$SOURCE/vm/checking.sh"
. "$SOURCE/tests/forbidden/try.sh"
. "$SOURCE/tests/fuzz/step.sh"

readonly RESULTS=$BUILD/checking
# Of the standard set.
readonly NOT_QUICK='^(overload|(peer|event)/.*size:(8|64)(/|$))'
# What is all the harness's and the kernel's own: no module has a part in it, and these links are slow here.
readonly NOT_OURS='-LinkTest*:TapDevice*:VhostNet*'
STEPS=() FAILED=() FINISHED='' REFERENCE='' KERNEL_IS_THERE=''
FUZZ_MINUTES=2 FUZZ_SEED='' FUZZ_PARTS=''

read_arguments() {
    while (($#)); do
        case $1 in
        --yes) YES=yes ;;
        --offline) OFFLINE=yes ;;
        --verbose) VERBOSE=yes ;;
        --reference) REFERENCE=yes ;;
        --minutes) check_number "$1" "${2-}"; FUZZ_MINUTES=$2; shift ;;
        --seed) check_number "$1" "${2-}"; FUZZ_SEED=$2; shift ;;
        --only) FUZZ_PARTS=${2-}; [[ -n $FUZZ_PARTS ]] || usage "--only takes names"; shift ;;
        --help | -h) sed -n '4,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; FINISHED=yes; leave 0 ;;
        kernel | checkers | conformance | fuzz | workloads | forbidden) STEPS+=("$1") ;;
        *) usage "--checking knows no '$1'; its steps are kernel, checkers, conformance, fuzz, workloads and forbidden" ;;
        esac
        shift
    done
    ((${#STEPS[@]})) || STEPS=(checkers conformance fuzz workloads forbidden)
}

check_number() { # OPTION VALUE
    [[ $2 =~ ^[1-9][0-9]{0,17}$ ]] || usage "$1 takes a number"
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
    check_wanted_options "$KERNEL_CONFIG" "$KERNEL_RELEASE"
    KERNEL_IS_THERE=yes
    stage_end "$KERNEL_RELEASE from $CHECKING_SOURCE"
}

# step NAME COMMAND...: says how it went; goes on with the next one either way.
step() {
    local name=$1 since=$EPOCHSECONDS status=0
    shift
    "$@" || status=$?
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
    "$SOURCE/run_bench.sh" "$command" --kernel "$CHECKING_TREE" --cpus 2 --memory 1024 --accel tcg --clock wall \
        --timeout 3600 --offline --out "$folder" "$@" || status=$?
    name_failed_cases "$folder/console.log"
    check_what_is_left "$folder/guest" || status=1
    ((status == 0)) || say "the run: $folder"
    return "$status"
}

# GoogleTest's own list at its end.
name_failed_cases() { # CONSOLE
    tr -d '\r' < "$1" | sed -nE 's/\x1b\[[0-9;]*m//g; s/^\[  FAILED  \] ([^ ,]+\.[^ ,]+).*/  FAILED \1/p' | sort -u >&2
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
    local series
    series=$(sed -E 's/^([0-9]+\.[0-9]+).*/\1/' <<< "$KERNEL_RELEASE")
    [[ -x $KUIPC ]] || build_programs kuipc
    try_combinations "$RESULTS/forbidden" "$RESULTS/forbidden.json" || return 1
    if [[ -n $REFERENCE ]]; then
        mkdir -p "$SOURCE/results/reference"
        cp "$RESULTS/forbidden.json" "$SOURCE/results/reference/forbidden-$series.json"
    fi
    compare_with_reference "$RESULTS/forbidden.json" "$SOURCE/results/reference/forbidden-$series.json"
}

# What the context matrix cites must be what the kernel says: to the letter on the kernel that was cited, and
# on a later one of its series, where lines and addresses move, as to which checker speaks. What is unseen may
# return anything: a kernel thread's user copy fails or not by whose address space it happens to run in.
compare_with_reference() { # JSON REFERENCE
    local compared=(sed '/"expected": "unseen"/,/"returned":/ { /"returned":/d }')
    [[ -e $2 ]] || { say "  there is no $2 to compare with; --reference makes it"; return 0; }
    cmp -s <(grep config_sha256 "$1") <(grep config_sha256 "$2") ||
        compared=(grep -E '^ {0,3}["}]|"(checker|expected|reported)":')
    diff -u --label "${2#"$SOURCE"/}" --label "this run" <("${compared[@]}" "$2") <("${compared[@]}" "$1") >&2 ||
        { say "  what is cited is not what was said; ./tests/run.sh --checking forbidden --reference renews it"; return 1; }
}

# shellcheck disable=SC2317 # of a trap
undo() {
    stop_qemu
    stop_boots
    stop_compiler
    [[ -z ${WORK-} ]] || rm -rf "$WORK"
    [[ -z $FINISHED ]] || return 0
    # With a kernel in hand whatever goes wrong is a failure, a module that does not build for one.
    if ((ENDING == STATUS_SETUP)) && [[ -n $KERNEL_IS_THERE ]]; then
        printf 'FAILED: the checking kernel is there, but it has not been run to the end\n'
        ENDING=1
        return
    fi
    printf 'NOT CHECKED: the checking kernel has not been run to the end (status %d)\n' "$ENDING"
}

main() {
    local name
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/kuipc.XXXXXX")
    trap 'leave "$STATUS_INTERRUPTED"' INT TERM HUP
    read_arguments "$@"
    mkdir -p "$RESULTS" "$CACHE"
    packages_stage
    kernel_stage
    for name in "${STEPS[@]}"; do
        case $name in
        checkers) step "checkers are awake" try_mistakes "$RESULTS/checkers" ;;
        conformance) step conformance in_guest conformance conformance --filter "$NOT_OURS" ;;
        fuzz) step fuzz fuzz $((FUZZ_MINUTES * 60)) "$FUZZ_SEED" "$FUZZ_PARTS" ;;
        workloads)
            step workloads in_guest workloads run --set quick --repetitions 1
            step "more workloads" in_guest more-workloads run --repetitions 1 --filter "$NOT_QUICK" ;;
        forbidden) step "forbidden combinations" try_forbidden ;;
        esac
    done
    FINISHED=yes
    leave $((${#FAILED[@]} == 0 ? 0 : 1))
}

main "$@"
