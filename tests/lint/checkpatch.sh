#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Kernel style, by the kernel's own script. Debian ships checkpatch.pl in no package but the whole kernel
# source (130 MB): it is used where a kernel tree is at hand, as KDIR, CHECKPATCH, or what tests/run.sh --checking has
# kept of the source that it compiled, and skipped elsewhere.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

need perl
cached=("$CACHE"/checking/*/scripts/checkpatch.pl)
checkpatch=${CHECKPATCH:-${KDIR:+$KDIR/scripts/checkpatch.pl}}
[[ -n $checkpatch ]] || checkpatch=${cached[-1]}
[[ -e $checkpatch ]] || skip "no checkpatch.pl; ./tests/run.sh --checking fetches one, or name CHECKPATCH=FILE"
cd "$SOURCE"
sources=()
list_files sources 'modules/*.c' 'modules/*.h' 'common/*.h'
# It leaves a file of its own in the folder where it runs.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
# The tree is not the kernel's. common/ is C90 for both sides, which has no inline, no BIT() and no static
# assertion but a typedef.
perl "$checkpatch" --no-tree --file --strict --terse --quiet \
    --ignore FILE_PATH_CHANGES,SPDX_LICENSE_TAG,NEW_TYPEDEFS,INLINE,BIT_MACRO "${sources[@]/#/$SOURCE/}"
