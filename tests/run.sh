#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The test command: everything that a change must pass. Sets up what is missing, builds, runs ctest.
set -euo pipefail

SOURCE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/.." && pwd)
readonly SOURCE
QUICK='' TIDY='' YES='' CTEST=()

show_help() {
    cat << 'HELP'
Usage: ./tests/run.sh [--quick] [--yes] [ctest options]
       ./tests/run.sh --checking [--yes] [--offline] [kernel | conformance | workloads | forbidden]

--quick     leave out what boots a kernel (labels guest and runner)
--tidy      clang-tidy too, which takes longer than all the rest together
--yes       install missing packages without asking
--checking  instead: compile a kernel with KASAN, lockdep, kmemleak and more (once; it is cached), and run
            the conformance tests and every workload on it; tests/checking.sh --help tells more
Everything else goes to ctest: -R REGEX, -L LABEL, -V, ... Labels: unit, abi, lint, guest, runner.

KUIPC_TEST_KERNEL=RELEASE|TREE   the kernel for the guest tests, as for run_bench.sh --kernel
Ends with ctest's status: 0 when all passed.
HELP
}

read_arguments() {
    while (($#)); do
        case $1 in
        --checking) shift; exec "$SOURCE/tests/checking.sh" ${YES:+--yes} "$@" ;;
        --quick) QUICK=yes ;;
        --tidy) TIDY=yes ;;
        --yes) YES=yes ;;
        --help | -h) show_help; exit 0 ;;
        *) CTEST+=("$1") ;;
        esac
        shift
    done
}

# The runner's own way, with its questions and refusals. In a subshell: its variables are not ours.
set_up_packages() (
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/kuipc.XXXXXX")
    trap 'rm -rf "$WORK"' EXIT
    OFFLINE=''
    # shellcheck source=vm/say.sh
    . "$SOURCE/vm/say.sh"
    # shellcheck source=vm/setup.sh
    . "$SOURCE/vm/setup.sh"
    setup_packages "$SOURCE/vm/packages.txt" "$SOURCE/vm/packages-tests.txt"
)

# sparse and the ABI's kernel side read its headers; the guest tests boot it.
set_up_kernel() {
    local options=(--quiet)
    [[ -z $YES ]] || options+=(--yes)
    [[ -z ${KUIPC_TEST_KERNEL-} ]] || options+=(--kernel "$KUIPC_TEST_KERNEL")
    "$SOURCE/run_bench.sh" setup "${options[@]}"
}

build() {
    cmake -S "$SOURCE" -B "$SOURCE/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DKUIPC_TESTS=ON > "$SOURCE/build/configure.log" 2>&1 ||
        { cat "$SOURCE/build/configure.log" >&2; return 5; }
    ninja -C "$SOURCE/build" --quiet
}

run_ctest() {
    local options=(--test-dir "$SOURCE/build" --output-on-failure --parallel "$(nproc)") without=tidy
    [[ -z $TIDY ]] || without=none
    [[ -z $QUICK ]] || without+='|guest|runner'
    options+=(--label-exclude "$without")
    ctest "${options[@]}" "${CTEST[@]}"
}

read_arguments "$@"
mkdir -p "$SOURCE/build"
set_up_packages
set_up_kernel
build
run_ctest
