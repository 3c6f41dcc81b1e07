#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures the same rows in two boots at a time, each with the other as company, and compares every value of every
# row. Events and overload are among them: what QEMU does while the CPU is idle shows there first.
# Usage: same_numbers.sh FOLDER. KUIPC_TEST_KERNEL names another kernel than the usual one.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

readonly FOLDER=$1
options=(--quiet --offline --clock counted --accel tcg
    --filter '^(echo/(ioctl|netlink|unixsock)|event/(chardev|eventfd)|overload/chardev)/.*size:(8|64)')
[[ -z ${KUIPC_TEST_KERNEL-} ]] || options+=(--kernel "$KUIPC_TEST_KERNEL")

measured() { "$SOURCE/run_bench.sh" "${options[@]}" --out "$FOLDER/$1" > "$FOLDER/$1.out" 2>&1; }

rm -rf "$FOLDER"
mkdir -p "$FOLDER"
measured one &
status=0
measured two || status=$?
wait "$!" || status=$?
((status == 0)) || { cat "$FOLDER"/*.out; give_up "run_bench.sh ended with $status"; }

rows=$(wc -l < "$FOLDER/one/guest/benchmarks.jsonl")
((rows >= 20)) || give_up "only $rows rows"
cmp "$FOLDER"/{one,two}/guest/benchmarks.jsonl || {
    "$SOURCE/run_bench.sh" spread "$FOLDER"/{one,two} || true
    give_up "two boots of one image disagree"
}
printf '%d rows, equal in both boots\n' "$rows"
