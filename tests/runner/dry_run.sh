#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# --dry-run prints the commands and changes nothing: no cache, no build, no run folder, no QEMU.
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

begin
runs_before=$(ls -A "$SOURCE/results/runs" 2> /dev/null || true)
KUIPC_CACHE=$scratch/cache runner --dry-run --accel tcg --append 'two words' --qemu-opt -name --qemu-opt "it's one word" --qemu-opts '-device two'
((status == 0)) || { cat "$scratch/err"; give_up "ended with $status"; }
grep -q 'qemu-system-x86_64 .*two words' "$scratch/out" || give_up "the QEMU command is not shown: $(< "$scratch/out")"
grep -qF -e "-name 'it'\\''s one word' -device two " "$scratch/out" || give_up "QEMU's words are not as given: $(< "$scratch/out")"
[[ ! -e $scratch/cache ]] || give_up "made a cache"
[[ $(ls -A "$SOURCE/results/runs" 2> /dev/null || true) == "$runs_before" ]] || give_up "made a run folder"
nothing_left
