#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A job of a kernel CI: builds a kernel tree before and after a change, lets kuipc measure both in turn, and
# ends with kuipc's status: 1 where a message got dearer. Needs what a kernel's build needs, and git.
#
#   kernel.sh TREE BASE HEAD OUT [options of run_bench.sh, such as --filter '^echo/']
set -euo pipefail

if (($# < 4)); then
    echo "usage: ${0##*/} TREE BASE HEAD OUT [options of run_bench.sh]" >&2
    exit 2
fi
kuipc=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
tree=$1 base=$2 head=$3
mkdir -p "$4"
out=$(cd -- "$4" && pwd)
shift 4

# make_kernel REVISION FOLDER: from one checkout, so that a second build compiles only what differs.
make_kernel() {
    git -C "$out/source" checkout --quiet --detach "$1"
    if [[ ! -e $2/.config ]]; then
        make -s -C "$out/source" O="$2" x86_64_defconfig
        (cd "$out/source" && scripts/kconfig/merge_config.sh -m -O "$2" "$2/.config" "$kuipc/vm/kuipc.config")
    fi
    make -s -C "$out/source" O="$2" olddefconfig
    make -s -C "$out/source" O="$2" -j "$(nproc)" bzImage modules
}

# Revisions of the tree, whatever is checked out there.
base=$(git -C "$tree" rev-parse --verify "$base^{commit}")
head=$(git -C "$tree" rev-parse --verify "$head^{commit}")
git clone --quiet --shared --no-checkout "$tree" "$out/source"
make_kernel "$base" "$out/base"
cp -a "$out/base" "$out/head"
make_kernel "$head" "$out/head"

exec "$kuipc/run_bench.sh" --yes --clock counted --kernel "$out/head" --baseline-kernel "$out/base" \
    --perturb 3 --out "$out/run" "$@"
