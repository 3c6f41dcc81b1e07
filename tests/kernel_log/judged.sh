#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# How vm/init judges a kernel log, without a boot: what is a splat (splats.txt), what is none (boots.txt, made by
# boots.sh), and that only what comes after the modules began to load is a module's. Usage: judged.sh CASE
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

readonly LOGS=$SOURCE/tests/kernel_log
MARK="[    3.000000] $(sed -n "s/^MODULES_LOAD='\(.*\)'\$/\1/p" "$SOURCE/vm/init")"
readonly MARK

# The guest's own shell and tools.
judge() { busybox sh "$SOURCE/vm/init" "$1" || true; } # splats | warnings

# Each by itself, since one that is seen would hide another one that is not.
every_splat_is_seen() {
    local line seen=0
    while IFS= read -r line; do
        [[ $(printf '%s\n' "$MARK" "$line" | judge splats) == "$line" ]] || give_up "no splat: $line"
        # A log that has lost the line before the modules is theirs as a whole.
        [[ $(judge splats <<< "$line") == "$line" ]] || give_up "no splat in a log without a mark: $line"
        seen=$((seen + 1))
    done < "$LOGS/splats.txt"
    ((seen > 30)) || give_up "only $seen were looked at"
}

the_boots_own_are_warnings() {
    local before
    before=$(cat "$LOGS/splats.txt"; printf '%s\n' "$MARK")
    [[ -z $(judge splats <<< "$before") ]] || give_up "a module's: $(judge splats <<< "$before")"
    [[ $(judge warnings <<< "$before") == "$(< "$LOGS/splats.txt")" ]] || give_up "not all is kept: $(judge warnings <<< "$before")"
    # A second mark, which a guest may write, makes nothing the boot's.
    [[ $(printf '%s\n' "$MARK" '[    4.0] BUG: x' "$MARK" | judge splats) == '[    4.0] BUG: x' ]] || give_up "a second mark counts"
}

# Advice on a processor's flaws and the like, on every CPU model that QEMU has, wherever it stands in the log.
no_boot_is_a_splat() {
    (($(wc -l < "$LOGS/boots.txt") > 20)) || give_up "boots.txt is short"
    [[ -z $(judge splats < "$LOGS/boots.txt") ]] || give_up "splats: $(judge splats < "$LOGS/boots.txt")"
    { printf '%s\n' "$MARK"; cat "$LOGS/boots.txt"; } > "$scratch/log"
    [[ -z $(judge splats < "$scratch/log") ]] || give_up "splats: $(judge splats < "$scratch/log")"
    judge warnings < "$scratch/log" | grep -q 'RETBleed: WARNING: ' || give_up "is not kept: $(judge warnings < "$scratch/log")"
}

what_a_user_had_noted_is_neither() {
    local noted='[    4.0] kuipc_sockopt_text: 24 bytes: BUG: KASAN: of a user'
    [[ -z $(printf '%s\n' "$MARK" "$noted" | judge splats)$(printf '%s\n' "$MARK" "$noted" | judge warnings) ]] ||
        give_up "is taken for the kernel's"
}

in_scratch
need busybox
"$1"
