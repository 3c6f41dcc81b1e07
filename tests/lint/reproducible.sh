#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A module that goes into the guest is the same wherever it was built: a path of another length in it moves
# what lies behind it, and with it other rows' counts.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=vm/pack.sh
. "$SOURCE/vm/pack.sh"

in_scratch
kdir=$(kernel_build_tree)
for folder in one another/and-longer; do
    make -s -C "$SOURCE" -f Makefile.kbuild KDIR="$kdir" OUT="$scratch/$folder" > "$scratch/log" 2>&1 ||
        { cat "$scratch/log"; give_up "the modules do not build"; }
done
modules=("$scratch"/one/*.ko)
[[ -e ${modules[0]} ]] || give_up "no module came out"
for module in "${modules[@]}"; do
    strip_module "$module" "$scratch/a"
    strip_module "$scratch/another/and-longer/${module##*/}" "$scratch/b"
    cmp "$scratch/a" "$scratch/b" || give_up "${module##*/} is another one in another folder"
done
printf '%d modules\n' "${#modules[@]}"
