# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the tests in shell share. A test exits 0 when it passed, 77 when it was skipped with a reason, and
# anything else when it failed, having said why.

SOURCE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
readonly SOURCE
# shellcheck disable=SC2034 # for who sources this
readonly BUILD=${KUIPC_BUILD:-$SOURCE/build}
scratch=''
# shellcheck source=vm/cache.sh
. "$SOURCE/vm/cache.sh"
# shellcheck source=vm/releases.sh
. "$SOURCE/vm/releases.sh"

give_up() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

skip() {
    printf 'SKIPPED: %s\n' "$*"
    exit 77
}

# A folder of this test's own, gone with it.
in_scratch() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/kuipc-test.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
}

need() {
    type -P "$1" > /dev/null || give_up "$1 is not installed; tests/run.sh installs it"
}

# The test kernel's build tree: KDIR, or that of the kernel that the guest tests boot. Not the newest that lies in
# the cache: somebody may have measured another one once.
kernel_build_tree() {
    local release
    if [[ -n ${KDIR-} ]]; then
        printf '%s\n' "$KDIR"
        return
    fi
    if [[ ${KUIPC_TEST_KERNEL-} == */* ]]; then
        printf '%s\n' "$KUIPC_TEST_KERNEL"
        return
    fi
    release=$(cached_release "${KUIPC_TEST_KERNEL-}")
    [[ -n $release ]] || give_up "no test kernel in $CACHE; ./run_bench.sh setup fetches it"
    printf '%s\n' "$CACHE/kernels/$release/usr/src/linux-headers-$release"
}
