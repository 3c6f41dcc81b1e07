#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every file says its licence in its first lines, and the licence is the one of its folder. Files that can
# hold no comment are listed in REUSE.toml.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

expected() {
    case $1 in
    */.clang-format) echo 'Apache-2.0' ;;
    modules/* | Makefile.kbuild | tests/forbidden/*.[ch] | tests/forbidden/Kbuild) echo 'GPL-2.0-only' ;;
    common/*) echo '(GPL-2.0-only WITH Linux-syscall-note) OR MIT' ;;
    *) echo 'Apache-2.0' ;;
    esac
}

exempt() {
    case $1 in
    LICENSES/* | VERSION | results/reference/* | results/thresholds.json | report/page/package*.json) ;;
    tests/*.json | tests/*.csv | tests/*.xml | tests/*.jsonl | tests/*.txt | tests/*.log | tests/*.dat) ;;
    *) return 1 ;;
    esac
}

cd "$SOURCE"
files=()
list_files files
bad=0
for file in "${files[@]}"; do
    ! exempt "$file" || continue
    found=$(head -n 3 "$file" | tr -d '\000' | sed -n 's|.*SPDX-License-Identifier: \([^*>]*[^*> -]\).*|\1|p')
    [[ $found == "$(expected "$file")" ]] && continue
    printf '%s: licence "%s", not "%s"\n' "$file" "$found" "$(expected "$file")"
    bad=$((bad + 1))
done
((bad == 0)) || give_up "$bad files"
printf '%d files\n' "${#files[@]}"
