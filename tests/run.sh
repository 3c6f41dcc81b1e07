#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The test command: everything that a change must pass. Sets up what is missing, builds, runs ctest.
set -euo pipefail

SOURCE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/.." && pwd)
readonly SOURCE
# shellcheck source=vm/end.sh
. "$SOURCE/vm/end.sh"
# shellcheck source=vm/say.sh
. "$SOURCE/vm/say.sh"
readonly STATUS_UNBUILT=1
QUICK='' TIDY='' SANITIZE='' CHECKING='' YES='' CTEST=()

show_help() {
    cat << 'HELP'
Usage: ./tests/run.sh [--quick] [--with-checking] [--sanitize] [--yes] [ctest options]
       ./tests/run.sh --kernels [--yes] [--offline] [RELEASE...]
       ./tests/run.sh --checking [--yes] [--offline] [kernel | checkers | conformance | fuzz | workloads | forbidden]
       ./tests/run.sh --fuzz MINUTES [--seed S] [--only NAMES]

--quick          leave out what boots a kernel (labels guest and runner)
--with-checking  too: compile a kernel with KASAN, lockdep, kmemleak and more (some 14 minutes, once; it is
                 cached), and run the conformance tests and every workload on it (label checking). Where it
                 cannot be made (no network, no source package, no room) that is said and these are skipped
--checking       these steps alone, or some of them, as they go; tests/checking.sh --help tells more
--kernels        on every kernel that is promised: build, boot, conformance tests, the quick set, and what moved
--fuzz           the fuzzer on that kernel, for longer than the two minutes of its step. It prints its seed, which
                 --seed takes to repeat its choices; what fails is reduced to fewer parts, which --only takes
--sanitize       too: the tests of the report tool, its parsers and the harness once more, built with ASan and UBSan
                 (label sanitize; some minutes of compiling)
--tidy           clang-tidy too, which takes longer than all the rest together
--yes            install missing packages without asking
Everything else goes to ctest: -R REGEX, -L LABEL, -V, ... Labels: unit, abi, lint, page, guest, runner,
checking, sanitize.

KUIPC_TEST_KERNEL=RELEASE|TREE   the kernel for the guest tests, as for run_bench.sh --kernel
Ends with ctest's status: 0 when all passed, 8 when a test failed; 1 when the sources do not compile; 5 when
something could not be set up, or the command itself stopped unexpectedly.
HELP
}

read_arguments() {
    while (($#)); do
        case $1 in
        --with-checking) CHECKING=yes ;;
        --checking) shift; "$SOURCE/tests/checking.sh" ${YES:+--yes} "$@" || pass_on "$?"; leave 0 ;;
        --kernels)
            shift
            set_up_packages
            "$SOURCE/tests/kernels.sh" ${YES:+--yes} "$@" || pass_on "$?"
            leave 0 ;;
        --fuzz)
            shift
            "$SOURCE/tests/checking.sh" ${YES:+--yes} fuzz --minutes "$@" || pass_on "$?"
            leave 0 ;;
        --quick) QUICK=yes ;;
        --tidy) TIDY=yes ;;
        --sanitize) SANITIZE=yes ;;
        --yes) YES=yes ;;
        --help | -h) show_help; leave 0 ;;
        *) CTEST+=("$1") ;;
        esac
        shift
    done
}

# shellcheck disable=SC2317 # of a trap
undo() { [[ -z ${WORK-} ]] || rm -rf "$WORK"; }

# pass_on STATUS: what another command of ours said about its end; ctest's 8 is not among them.
pass_on() { leave "$(($1 == 6 ? STATUS_SETUP : $1))"; }

# The runner's own way, with its questions and refusals. In a subshell: its variables are not ours.
set_up_packages() (
    OFFLINE=''
    # shellcheck source=vm/setup.sh
    . "$SOURCE/vm/setup.sh"
    setup_packages "$SOURCE/vm/packages.txt" "$SOURCE/vm/packages-tests.txt"
)

# Before ctest, so that minutes of compiling show progress. Where it is not to be had, its tests say why
# they are skipped; one that does not compile is a failure.
set_up_checking_kernel() {
    local status=0
    "$SOURCE/tests/checking.sh" ${YES:+--yes} kernel || status=$?
    ((status == 0 || status == 5)) || pass_on "$status"
    ((status == 0)) || printf 'The tests on the checking kernel are skipped, for the reason above.\n' >&2
}

# Where npm cannot fetch what draws the page, drives a browser and reads workflows, their tests say why they are
# skipped.
set_up_npm() {
    local status=0
    "$SOURCE/tests/npm.sh" ${YES:+--yes} || status=$?
    ((status == 0 || status == 5)) || pass_on "$status"
    ((status == 0)) || printf 'The tests of the page and of workflows are skipped, for the reason above.\n' >&2
}

# sparse and the ABI's kernel side read its headers; the guest tests boot it.
set_up_kernel() {
    local options=(--quiet)
    [[ -z $YES ]] || options+=(--yes)
    [[ -z ${KUIPC_TEST_KERNEL-} ]] || options+=(--kernel "$KUIPC_TEST_KERNEL")
    "$SOURCE/run_bench.sh" setup "${options[@]}" || pass_on "$?"
}

# Each file by itself: one that lacks an include would pass in a group that has it.
configure() {
    cmake -S "$SOURCE" -B "$SOURCE/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DKUIPC_TESTS=ON \
        -DKUIPC_GROUP_SOURCES=OFF > "$SOURCE/build/configure.log" 2>&1 ||
        { cat "$SOURCE/build/configure.log" >&2; fail "$STATUS_SETUP" "cmake could not configure the build"; }
}

# In a folder of its own, and the report tool's files in groups: that halves the time.
build_sanitized() {
    local folder=$SOURCE/build/sanitized
    cmake -S "$SOURCE" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Sanitize -DKUIPC_TESTS=ON -DKUIPC_SANITIZE=ON \
        -DKUIPC_GROUP_SOURCES=ON > "$SOURCE/build/configure.log" 2>&1 ||
        { cat "$SOURCE/build/configure.log" >&2; fail "$STATUS_SETUP" "cmake could not configure the sanitized build"; }
    ninja -C "$folder" --quiet kuipc kuipc-report-tests kuipc-unit kuipc-bench ||
        fail "$STATUS_UNBUILT" "the sources do not compile with sanitizers"
}

run_ctest() {
    local options=(--test-dir "$SOURCE/build" --output-on-failure --parallel "$(nproc)") without=tidy
    [[ -z $TIDY ]] || without=none
    [[ -n $CHECKING ]] || without+='|checking'
    [[ -n $SANITIZE ]] || without+='|sanitize'
    [[ -z $QUICK ]] || without+='|guest|runner'
    options+=(--label-exclude "$without")
    ctest "${options[@]}" "${CTEST[@]}"
}

WORK=$(mktemp -d "${TMPDIR:-/tmp}/kuipc.XXXXXX")
read_arguments "$@"
mkdir -p "$SOURCE/build"
set_up_packages
set_up_npm
configure
set_up_kernel
ninja -C "$SOURCE/build" --quiet || fail "$STATUS_UNBUILT" "the sources do not compile"
[[ -z $SANITIZE ]] || build_sanitized
[[ -z $CHECKING ]] || set_up_checking_kernel
status=0
run_ctest || status=$?
((status == 8)) || leave "$status"
leave_as "$status" # ctest's word for a test that failed
