#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Kernel style, by the kernel's own script. Debian ships checkpatch.pl in no package but the whole kernel
# source (130 MB): it is used where a kernel tree is at hand, as KDIR or CHECKPATCH, and skipped elsewhere.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

need perl
checkpatch=${CHECKPATCH:-${KDIR:-}/scripts/checkpatch.pl}
[[ -e $checkpatch ]] || skip "no checkpatch.pl; name one with CHECKPATCH=FILE, or a kernel source tree with KDIR=TREE"
cd "$SOURCE"
sources=()
list_files sources 'modules/*.c' 'modules/*.h' 'common/*.h'
# The tree is not the kernel's; its own lines may be 100 columns wide, as checkpatch allows.
perl "$checkpatch" --no-tree --file --strict --terse --quiet \
    --ignore FILE_PATH_CHANGES,SPDX_LICENSE_TAG "${sources[@]}"
