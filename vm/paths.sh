# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Whatever a path is named for, whether it can be meant is known in the first second: before anything is downloaded,
# built or booted, and in a dry run too.

readonly LONGEST_COMMAND_LINE=2047 # the kernel's, on x86

check_paths() {
    local kernel line
    for kernel in "${KERNELS[@]}" "$BASELINE_KERNEL"; do
        [[ -z $kernel ]] || check_kernel_path "$kernel"
    done
    [[ -z $KDIR || -d $KDIR ]] || usage "--kdir $KDIR: there is no such folder"
    [[ -z $THRESHOLDS ]] || [[ -f $THRESHOLDS && -r $THRESHOLDS ]] || usage "--thresholds $THRESHOLDS: there is no such file, or it cannot be read"
    [[ -z $OUT ]] || check_out
    [[ -z $BASELINE_RESULT ]] || check_baseline_result
    line=$(kernel_command_line conformance)
    ((${#line} <= LONGEST_COMMAND_LINE)) ||
        usage "--append makes the kernel command line longer than $LONGEST_COMMAND_LINE bytes, which is all that a kernel reads"
    [[ -n $NO_MODULES$LIST ]] || check_for_make "$SOURCE" "clone kuipc into a folder"
    [[ -n $NO_MODULES$LIST || $ON == host ]] || check_for_make "$CACHE" "name a cache (KUIPC_CACHE)"
}

# A value with a slash is a path (is_path), and so is an image's.
check_kernel_path() {
    ! is_path "$1" || [[ -e ${1%/} ]] || usage "--kernel $1: there is no such file or folder"
}

check_out() {
    local folder=$OUT
    [[ ! -e $OUT/result.json ]] || usage "$OUT holds a run already; --out takes a new folder"
    while [[ ! -e $folder ]]; do folder=$(dirname -- "$folder"); done
    [[ -d $folder ]] || usage "--out $OUT: $folder is no folder"
    [[ -w $folder ]] || fail "$STATUS_SETUP" "no run folder: nothing can be written into $folder" "./run_bench.sh --out FOLDER_ELSEWHERE"
}

# @N, latest, a run folder or a result file. What it holds, the report tool reads once it is built.
check_baseline_result() {
    local path=$BASELINE_RESULT runs=("$RUNS"/*/result.json)
    case $path in
    @*)
        [[ $path =~ ^@[0-9]{1,6}$ ]] || usage "--baseline-result $path: @ takes a number, @0 is the last run"
        ((10#${path#@} < ${#runs[@]})) || usage "--baseline-result $path: ${RUNS#"$PWD/"} holds ${#runs[@]} runs"
        return ;;
    latest) [[ -e $path ]] || path=$RUNS/../latest ;;
    esac
    [[ -e $path ]] || usage "--baseline-result $BASELINE_RESULT: there is no such file or folder"
    [[ ! -d $path || -e $path/result.json ]] || usage "--baseline-result $BASELINE_RESULT: a folder without a result.json"
}

# The kernel's makefiles, by which modules are built, part words at spaces and know no quotes.
check_for_make() { # FOLDER REMEDY
    [[ ! $1 =~ [[:space:]:#\$%\;\&\'\"\\] ]] ||
        usage "make cannot build kernel modules in $1: $2 whose path has no space, quote, or any of : # \$ % ; & \\"
}
