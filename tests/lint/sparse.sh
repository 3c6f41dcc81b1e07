#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The modules pass sparse: user pointers stay user pointers, locks are let go. W=1 is on as well.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

need sparse
in_scratch
kdir=$(kernel_build_tree)
make -s -C "$SOURCE" -f Makefile.kbuild KDIR="$kdir" OUT="$scratch/modules" C=2 W=1 \
    CF="-Wsparse-error -Wcontext" > "$scratch/log" 2>&1 || { cat "$scratch/log"; give_up "sparse or W=1 complained"; }
if grep -E '(warning|error):' "$scratch/log"; then
    give_up "warnings"
fi
