#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# clang-tidy over the C++ of bench/ and report/, as many files at once as there are CPUs. It takes far
# longer than a compiler, so a file that passed is not read again until it, a header of it or the rules
# change, and the tests' own files only with KUIPC_TIDY_TESTS=yes.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

readonly PASSED=$BUILD/tests/clang-tidy

# Sources as the build names them, "OBJECT<tab>FILE".
sources() {
    sed -n -e 's/^  "command": ".* -o \([^ ]*\) .*/\1/p' -e 's/^  "file": "\(.*\)".*/\1/p' \
        "$BUILD/compile_commands.json" | paste - - |
        if [[ -n ${KUIPC_TIDY_TESTS-} ]]; then cat; else grep -P "\t$SOURCE/(bench|report)/"; fi | sort -u
}

# What a verdict depends on: the rules, clang-tidy, and all files that the compiler read.
# Nothing for an object that was not built yet: which headers it reads is not known then.
state_of() { # OBJECT
    local files
    files=$(cd "$BUILD" && ninja -t deps "$1" | sed -n 's/^    //p' | xargs -r sha256sum)
    [[ -n $files ]] || return 0
    { cat "$SOURCE/.clang-tidy"; clang-tidy --version; printf '%s\n' "$files"; } | sha256sum | cut -c 1-64
}

# check OBJECT FILE: silent when all is well.
check() {
    local state
    state=$(state_of "$1")
    [[ -z $state || ! -e $PASSED/$state ]] || return 0
    clang-tidy --quiet -p "$BUILD" "$2" 2> /dev/null || return 1
    [[ -z $state ]] || touch "$PASSED/$state"
}

need clang-tidy
if [[ ${1-} == check ]]; then
    check "$2" "$3"
    exit
fi
mkdir -p "$PASSED"
[[ -n $(sources) ]] || give_up "no compile commands in $BUILD"
sources | xargs -P "$(nproc)" -L 1 "$0" check || give_up "clang-tidy complained"
printf '%d files\n' "$(sources | wc -l)"
