# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Which word was meant, where one is not known.

# nearest WORD CHOICE...: the one that WORD begins, or that a few wrong letters lie between; or nothing. Two
# letters in the wrong order are one mistake. The report tool counts in the same way (report/suggest.cpp).
nearest() {
    printf '%s\n' "${@:2}" | WORD=$1 awk '
        function least(a, b) { return a < b ? a : b }
        function distance(a, b,    i, j, cost, row) {
            for (i = 0; i <= length(a); i++) row[i, 0] = i
            for (j = 0; j <= length(b); j++) row[0, j] = j
            for (i = 1; i <= length(a); i++)
                for (j = 1; j <= length(b); j++) {
                    cost = substr(a, i, 1) != substr(b, j, 1)
                    row[i, j] = least(least(row[i - 1, j], row[i, j - 1]) + 1, row[i - 1, j - 1] + cost)
                    if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) && substr(a, i - 1, 1) == substr(b, j, 1))
                        row[i, j] = least(row[i, j], row[i - 2, j - 2] + 1)
                }
            return row[length(a), length(b)]
        }
        BEGIN { word = ENVIRON["WORD"]; letters = word; gsub(/-/, "", letters); nearest_by = length(letters) / 3 + 0.5 }
        length(letters) >= 3 && index($0, word) == 1 { begun[++count] = $0 }
        length(word) < 40 { by = distance(word, $0); if (by < nearest_by) { nearest_by = by; found = $0 } }
        END { print count == 1 ? begun[1] : found }'
}

# meant WORD CHOICE...: the same, to stand at the end of a complaint.
meant() {
    local word
    word=$(nearest "$@")
    [[ -z $word ]] || printf '; did you mean %s?' "$word"
}
