#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What is printed to be copied into a shell names what was meant, in a folder with a space too. Usage: hints.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

# has_word FILE BEGINNING WORD: a line of the file has a command that begins so, of which that is one word.
has_word() {
    local line word words
    while IFS= read -r line; do
        line=${line#*"$2"}
        eval "words=(${line%%&&*})"
        for word in "${words[@]}"; do
            [[ $word != "$3" ]] || return 0
        done
    done < <(grep -F -e "$2" "$1")
    give_up "no command '$2' with the word '$3': $(< "$1")"
}

of_the_runner() {
    local folder="$scratch/a b"
    mkdir "$folder"
    runner --offline --kernel "$folder"
    ended_with 5 'is not built'
    has_word "$scratch/err" 'try: make ' "$folder"
    printf '#!/bin/sh\n' > "$folder/job"
    runner exec "$folder/job"
    ended_with 2 'not executable'
    has_word "$scratch/err" 'try: chmod ' "$folder/job"
}

of_the_table() {
    local folder="$scratch/it's a b"
    mkdir "$folder"
    cp "$SOURCE/tests/report/golden/result-1.json" "$folder/result.json"
    runner table "$folder"
    ((status == 0)) || give_up "ended with $status: $(< "$scratch/err")"
    has_word "$scratch/out" './run_bench.sh report ' "$folder"
    has_word "$scratch/out" '&& ./run_bench.sh compare ' "$folder"
    # Another run beside it is not @1 by itself.
    ! grep -q 'compare @1 @0' "$scratch/out" || give_up "compares two other runs"
}

begin
"$1"
