#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every way in which a guest can end is told apart: the status, the one line, run.ended, and the folder
# kept. How an oops and other consoles are read is tested on recorded ones, in tests/report. Usage:
# guest_ends.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

panic() {
    guest 'echo "kuipc: row 1/3 floor/empty"; echo 1 > /proc/sys/kernel/sysrq; echo c > /proc/sysrq-trigger'
    ended_with 4 'panic'
    kept_as panic
    console_shown 'sysrq triggered crash'
}

hang() {
    KUIPC_HANG_SECONDS=20 guest 'echo "kuipc: row 1/3 floor/empty"; while :; do :; done'
    ended_with 4 'stood still|hung'
    kept_as hang
    console_shown 'row 1/3'
}

timeout() {
    guest 'while :; do echo "kuipc: still here"; sleep 1; done' --timeout 25
    ended_with 5 'too long.*--timeout'
    kept_as timeout
}

out_of_memory() {
    guest 'tail /dev/zero' --memory 192
    ended_with 5 'out of memory.*--memory'
    kept_as guest-oom
}

killed_qemu() {
    guest_beside 'echo "kuipc: row 1/3 floor/empty"; sleep 60'
    console_says 'row 1/3'
    kill -KILL "$(pgrep -f "qemu-system.*$run/console.log")"
    wait_for_runner
    ended_with 5 'killed by signal 9'
    ! grep -q 'vm/.*: line' "$scratch/err" || give_up "the shell has its say too"
    kept_as qemu-killed
}

qemu_that_does_not_start() {
    guest 'exit 0' --qemu-opts '-device no-such-device'
    ended_with 5 'QEMU failed'
    kept_as qemu-failed
    grep -q 'no-such-device' "$scratch/err" || give_up "QEMU's own words are not shown"
}

# Status 0 of a harness is worth nothing without a result.
nothing_measured() {
    guest 'exit 0'
    ((status == 5 || status == 6)) || give_up "ended with $status"
    nothing_left
}

wrong_data() {
    guest 'exit 6'
    ended_with 6 .
    [[ -s $run/console.log ]] || give_up "no console kept"
}

# What a user had noted is no complaint of the kernel's; a complaint that quotes it is. What this processor makes a
# kernel say at boot is none of a module's.
splats_in_the_log() {
    guest 'echo "kuipc_sockopt_text: 24 bytes: BUG: KASAN: of a user" > /dev/kmsg
        echo "BUG: KASAN: of the kernel, not kuipc_sockopt_text: BUG" > /dev/kmsg' --qemu-opts '-cpu EPYC-Rome'
    [[ $(sed 's/^\[[^]]*\] *//' "$run/guest/splats.txt") == 'BUG: KASAN: of the kernel, not kuipc_sockopt_text: BUG' ]] ||
        give_up "splats.txt says: $(cat "$run/guest/splats.txt" 2>&1)"
    grep -q 'WARNING: See' "$run/guest/warnings.txt" || give_up "warnings.txt says: $(cat "$run/guest/warnings.txt" 2>&1)"
    grep -q '"kernel: .*WARNING: See' "$run/result.json" || give_up "no warning in the result"
    ended_with 4 'BUG: KASAN: of the kernel'
}

interrupt() {
    guest_beside 'echo "kuipc: row 1/3 floor/empty"; sleep 60'
    console_says 'row 1/3'
    kill -INT "$boot_pid"
    wait_for_runner
    ended_with 130 'interrupted'
    [[ -s $run/console.log ]] || give_up "no console kept"
}

# By kill -9, which no trap hears of.
killed_runner() {
    local qemu
    guest_beside 'echo "kuipc: row 1/3 floor/empty"; sleep 60'
    console_says 'Linux version'
    qemu=$(pgrep -f "qemu-system.*$run/console.log")
    kill -KILL "$boot_pid"
    wait "$boot_pid" 2> /dev/null || true
    is_gone "$qemu"
}

finished() {
    runner --offline --accel tcg --set quick --filter '^floor/(empty|syscall)$' --out "$run"
    ((status == 0)) || { cat "$scratch/err"; give_up "ended with $status"; }
    kept_as finished
    grep -q 'floor' "$scratch/out" || grep -q 'syscall' "$scratch/out" || give_up "no table: $(< "$scratch/out")"
    [[ -z $(complaints) ]] || give_up "$(complaints)"
    nothing_left
}

begin
"$1"
