#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every shell script, with or without a suffix, passes shellcheck.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

is_shell() {
    local first
    [[ $1 == *.sh ]] || { IFS= read -r first < "$1" && [[ $first =~ ^\#!.*(ba)?sh$ ]]; } 2> /dev/null
}

need shellcheck
cd "$SOURCE"
scripts=()
files=()
list_files files
for file in "${files[@]}"; do
    ! is_shell "$file" || scripts+=("$file")
done
((${#scripts[@]})) || give_up "no shell script found"
shellcheck --external-sources "${scripts[@]}"
printf '%d scripts\n' "${#scripts[@]}"
