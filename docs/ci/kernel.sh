#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A job of a kernel CI: builds a kernel tree before and after a change, lets kuipc measure both in turn, and
# ends with kuipc's status: 1 where a message got dearer, 5 where a kernel could not be built. Needs what a kernel's
# build needs, and git.
#
#   kernel.sh TREE BASE HEAD OUT [options of run_bench.sh, such as --filter '^echo/']
#
# KERNEL_CONFIG=tinyconfig, or another target of the kernel's make, takes the place of x86_64_defconfig; what a
# test kernel needs beyond it is merged from vm/kuipc.config.
set -euo pipefail

kuipc=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
# A build that fails, or a missing tool, is no regression, whatever its own status is.
# shellcheck source=vm/end.sh
. "$kuipc/vm/end.sh"
# shellcheck source=vm/say.sh
. "$kuipc/vm/say.sh"

(($# >= 4)) || fail "$STATUS_USAGE" "usage: ${0##*/} TREE BASE HEAD OUT [options of run_bench.sh]"
tree=$1 base=$2 head=$3
mkdir -p "$4"
out=$(cd -- "$4" && pwd)
shift 4

# make_kernel FOLDER REVISION
make_kernel() {
    git -C "$1" checkout --quiet --detach "$2"
    if [[ ! -e $1/.config ]]; then
        make -s -C "$1" "${KERNEL_CONFIG:-x86_64_defconfig}"
        # tinyconfig's own allocators search lists: what a message costs would hang on what was allocated before.
        printf '%s\n' CONFIG_SLUB=y '# CONFIG_SLUB_TINY is not set' > "$out/allocator.config"
        (cd "$1" && scripts/kconfig/merge_config.sh -m .config "$kuipc/vm/kuipc.config" "$out/allocator.config")
    fi
    make -s -C "$1" olddefconfig
    make -s -C "$1" -j "$(nproc)" bzImage modules
}

# Revisions of the tree, whatever is checked out there. Both are built in one place, for only there does the second
# build compile no more than what differs (objtool knows its own path, and every object waits for it); each kernel
# keeps the commit that it was made of beside it.
base=$(git -C "$tree" rev-parse --verify --quiet "$base^{commit}") || fail "$STATUS_USAGE" "$tree has no revision for BASE"
head=$(git -C "$tree" rev-parse --verify --quiet "$head^{commit}") || fail "$STATUS_USAGE" "$tree has no revision for HEAD"
git clone --quiet --shared --no-checkout "$tree" "$out/head"
make_kernel "$out/head" "$base"
cp -a "$out/head" "$out/base"
make_kernel "$out/head" "$head"

exec "$kuipc/run_bench.sh" --yes --clock counted --kernel "$out/head" --baseline-kernel "$out/base" \
    --perturb 3 --out "$out/run" "$@"
