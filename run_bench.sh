#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# kuipc's one entry, for a person and for CI: sets up what is missing, gets and boots a test kernel,
# measures, prints the first screen and keeps the run. This file is the table of contents; each step is
# a file in vm/. Options: ./run_bench.sh --help
set -euo pipefail

# Until vm/end.sh is read. A status of the shell's own would be taken for a measured regression.
trap 'printf "kuipc: stopped before it began: %s (bash %s)\n" "$BASH_COMMAND" "$BASH_VERSION" >&2
    [[ " $* " != *" --bisect "* ]] || exit 125
    exit 5' EXIT
((BASH_VERSINFO[0] >= 5)) # EPOCHSECONDS
shopt -s nullglob inherit_errexit

SOURCE=$(realpath -- "${BASH_SOURCE[0]}")
SOURCE=${SOURCE%/*}
readonly SOURCE
readonly COMMAND_LINE=("./run_bench.sh" "$@")
# shellcheck source-path=SCRIPTDIR
. "$SOURCE/vm/end.sh"      # how it ends, also where nobody wrote an end
. "$SOURCE/vm/say.sh"      # messages, progress lines
. "$SOURCE/vm/tools.sh"    # what every system has, and a container may not
. "$SOURCE/vm/suggest.sh"  # what a word that is not known was meant to be
. "$SOURCE/vm/help.sh"     # what can be said
. "$SOURCE/vm/options.sh"  # the command line
. "$SOURCE/vm/paths.sh"    # what it names
. "$SOURCE/vm/cache.sh"    # where downloads lie
. "$SOURCE/vm/setup.sh"    # [1/5] packages
. "$SOURCE/vm/releases.sh" # [2/5] names of kernels,
. "$SOURCE/vm/kernel.sh"   #       the distribution's,
. "$SOURCE/vm/archive.sh"  #       or another suite's,
. "$SOURCE/vm/unpack.sh"   #       fetched into the cache
. "$SOURCE/vm/given.sh"    #       or one that somebody built
. "$SOURCE/vm/matrix.sh"   #       or several of them, a run each
. "$SOURCE/vm/build.sh"    # [3/5] programs
. "$SOURCE/vm/modules.sh"  #       and modules
. "$SOURCE/vm/accel.sh"    # KVM or emulation, nanoseconds or instructions
. "$SOURCE/vm/pack.sh"     # [4/5] the initramfs
. "$SOURCE/vm/boot.sh"     #       QEMU, watched to its end
. "$SOURCE/vm/progress.sh" # [5/5] what the guest says about itself
. "$SOURCE/vm/run.sh"      # one run in the test kernel
. "$SOURCE/vm/exec.sh"     # or a program of the user's there
. "$SOURCE/vm/shell.sh"    # or a shell
. "$SOURCE/vm/perturb.sh"  # again with something irrelevant changed
. "$SOURCE/vm/baseline.sh" # or against another kernel, revision or result
. "$SOURCE/vm/host.sh"     # or on this machine
. "$SOURCE/vm/page.sh"     # the page, and what it is made of
. "$SOURCE/vm/facts.sh"    # what is noted beside the results
. "$SOURCE/vm/prune.sh"    # what has grown old
. "$SOURCE/vm/ask.sh"      # the verbs that read results

main() {
    check_tools
    case ${1-} in
    run | setup | clean | conformance | exec) COMMAND=$1; shift ;;
    prune) COMMAND=prune ;;
    list) LIST=yes; shift ;;
    help) help_with "${@:2}"; set -- "${2-}" --help ;;
    -* | '') ;;
    *)
        [[ " $VERBS_OF_RESULTS " == *" $1 "* ]] || unknown_verb "$1"
        COMMAND=tool ;;
    esac
    case $COMMAND in
    tool) ;;
    prune) read_prune_options "${@:2}" ;;
    *)
        read_options "$@"
        check_options ;;
    esac
    prepare
    case $COMMAND in
    clean) clean ;;
    prune) prune ;;
    tool) ask_report_tool "$@" ;;
    *)
        packages_stage
        if has_baseline; then against_baseline; elif [[ $ON == host ]]; then on_host; else in_vm; fi ;;
    esac
    [[ -z $STATUS_IS_THEIRS ]] || leave_as "$STATUS"
    leave "$STATUS"
}

prepare() {
    trap 'interrupted' INT TERM HUP
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/kuipc.XXXXXX") ||
        fail "$STATUS_SETUP" "no temporary folder can be made in ${TMPDIR:-/tmp}"
    printf '%s\n' "$$" > "$WORK/pid" # for prune
    [[ -n $DRY_RUN ]] || mkdir -p "$CACHE" 2> "$WORK/log" ||
        fail "$STATUS_SETUP" "no cache folder: $(< "$WORK/log")" "KUIPC_CACHE=FOLDER_ELSEWHERE ./run_bench.sh"
}

# Everything in the test kernel: once for each --kernel, or for the distribution's own.
in_vm() {
    local kernel asked_accel=$ACCEL asked_clock=$CLOCK
    if [[ -n $LIST ]]; then
        build_programs kuipc-bench
        list_benchmarks
        return
    fi
    ((${#KERNELS[@]})) || KERNELS=('')
    PERTURB_NOW=$PERTURB
    check_matrix
    for kernel in "${KERNELS[@]}"; do
        ACCEL=$asked_accel CLOCK=$asked_clock
        lock_folder "$CACHE"
        kernel_stage "$kernel"
        lock_folder "$BUILD"
        build_stage
        unlock_folder
        [[ $COMMAND != setup ]] || continue
        if [[ -n $SHELL_WANTED ]]; then
            run_shell
        elif [[ $COMMAND == exec ]]; then
            run_program
        elif [[ $COMMAND == conformance ]]; then
            run_in_guest conformance
        else
            run_in_guest bench
            matrix_add "$kernel" "$LAST_RUN"
        fi
    done
    show_matrix
}

on_host() {
    stage_begin 2 "test kernel"
    prepare_host
    stage_end "none: this machine's own, $KERNEL_RELEASE"
    lock_folder "$BUILD"
    build_stage
    unlock_folder
    if [[ -n $LIST ]]; then list_benchmarks; else run_on_host; fi
}

packages_stage() {
    local lists=("$SOURCE/vm/packages.txt")
    [[ $COMMAND != conformance ]] || lists+=("$SOURCE/vm/packages-tests.txt")
    stage_begin 1 packages
    setup_packages "${lists[@]}"
    if ((${#PACKAGES_MISSING[@]})); then
        stage_end "${#PACKAGES_MISSING[@]} of $PACKAGES_NEEDED $([[ -n $DRY_RUN ]] && echo missing || echo installed)"
    else
        stage_end "all $PACKAGES_NEEDED are there"
    fi
}

kernel_stage() {
    stage_begin 2 "test kernel"
    if is_path "$1"; then
        use_given_kernel "$1" "$KDIR"
    else
        use_distribution_kernel "$1"
    fi
    [[ $COMMAND == setup ]] || choose_accel
    stage_end "$KERNEL_RELEASE, $KERNEL_HOW"
}

build_stage() {
    local programs=() aside=''
    # A set-up, a shell and the conformance tests want everything now.
    [[ $COMMAND != run || $CLOCK != counted || -n $SHELL_WANTED$DRY_RUN${KUIPC_HARNESS-} ]] || has_baseline || aside=yes
    [[ -n $REVISION$aside ]] || programs+=(kuipc)
    [[ -n ${KUIPC_HARNESS-} || $COMMAND == exec ]] || programs+=(kuipc-bench)
    [[ $COMMAND != conformance ]] || programs+=(kuipc-conformance)
    stage_begin 3 build
    ((${#programs[@]} == 0)) || build_programs "${programs[@]}"
    [[ -n $NO_MODULES ]] || build_modules
    [[ -z $aside ]] || build_tool_aside
    stage_end "$(modules_built)$([[ $COMMAND == exec ]] && echo "report tool" || echo harness)${REVISION:+ of ${REVISION::12}}"
}

# What is refused here would have been refused in the guest, a boot later.
list_benchmarks() {
    compose_harness_options
    [[ $CLOCK != auto ]] || HARNESS_OPTIONS=("${HARNESS_OPTIONS[@]:2}")
    perform_visibly "$HARNESS" --list "${HARNESS_OPTIONS[@]}" || leave "$?"
}

# Two runs at once may measure, but not unpack into the same cache or build in the same folder. One lock
# is held at a time: a kernel in the cache is replaced only by a kuipc that needs more of it.
lock_folder() {
    unlock_folder
    [[ -z $DRY_RUN ]] || return 0
    mkdir -p "$1"
    exec {LOCK}> "$1/lock"
    flock -n "$LOCK" && return
    if on_terminal; then stage_note "waiting for another run"; else stage_line "waiting for another run: $1/lock"; fi
    flock "$LOCK"
}

unlock_folder() {
    [[ -z ${LOCK-} ]] || exec {LOCK}>&-
    LOCK=''
}

# Only what we put there: the cache may be a folder that somebody shares with other things.
clean() {
    perform rm -rf "$BUILD" "$CACHE"/{kernels,checking,apt,kvm,page,revisions,perturbed,lock}
    say "removed $BUILD and what was fetched into $CACHE; results/runs stays"
}

# shellcheck disable=SC2317 # a trap
interrupted() {
    trap '' INT TERM HUP
    ENDING=$STATUS_INTERRUPTED
    speak_again
    TIMED_OUT=interrupted
    close_line
    let_go
    if [[ -z $SHELL_WANTED && $COMMAND != exec && -n $RUN && -d $RUN && -s $RUN/console.log ]]; then
        keep_interrupted_run
    fi
    complain 'kuipc: interrupted'
    leave "$STATUS_INTERRUPTED"
}

# shellcheck disable=SC2317 # of a trap
let_go() {
    stop_qemu
    stop_tool_build
    stop_harness
    unload_from_host
}

# However it ends: no guest, no module, no temporary file and no empty folder of ours stays behind.
# shellcheck disable=SC2317 # of a trap
undo() {
    let_go
    discard_empty_run
    [[ -z ${WORK-} ]] || rm -rf "$WORK"
}

main "$@"
