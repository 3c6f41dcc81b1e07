#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The C++ is as .clang-format lays it out.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

need clang-format
cd "$SOURCE"
sources=()
list_files sources 'bench/*.cpp' 'bench/*.h' 'report/*.cpp' 'report/*.h' 'tests/*.cpp' 'tests/*.h' \
    ':!tests/forbidden' # kernel code
clang-format --dry-run -Werror --style=file "${sources[@]}"
printf '%d files\n' "${#sources[@]}"
