#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The C++ is as .clang-format lays it out, in Debian 12's clang-format: what later ones make of a concept or of a
# requires clause is another layout, and no option has both.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

readonly MAJOR=14
need clang-format
formatter=$(type -P "clang-format-$MAJOR" || type -P clang-format)
version=$("$formatter" --version | sed -n 's/.*version \([0-9]*\)\..*/\1/p')
((version == MAJOR)) || skip "this is clang-format $version, and the tree is laid out by $MAJOR"
cd "$SOURCE"
sources=()
list_files sources 'bench/*.cpp' 'bench/*.h' 'report/*.cpp' 'report/*.h' 'tests/*.cpp' 'tests/*.h' \
    ':!tests/forbidden' # kernel code
"$formatter" --dry-run -Werror --style=file "${sources[@]}"
printf '%d files\n' "${#sources[@]}"
