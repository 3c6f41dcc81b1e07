# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The files that the project consists of: what git knows or would take in, which is not deleted.

# project_files PATTERN...: git path patterns; every file without one. NUL-separated, from the top.
project_files() {
    local file
    git -C "$SOURCE" ls-files -z --cached --others --exclude-standard -- "$@" |
        while IFS= read -r -d '' file; do
            [[ ! -f $SOURCE/$file ]] || printf '%s\0' "$file"
        done
}

# list_files ARRAY PATTERN...: into an array, which must not stay empty: a linter of nothing passes always.
list_files() {
    local -n into=$1
    shift
    mapfile -d '' -t into < <(project_files "$@")
    ((${#into[@]})) || give_up "no file matches $*"
}
