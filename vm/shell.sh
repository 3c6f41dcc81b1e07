# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# --shell: a shell in the test kernel. On a terminal it has QEMU's console; from a pipe or a file it is a program like
# any other, which reads its commands there (vm/exec.sh). Either way its exit status is the command's.

readonly LARGEST_STDIN=$((1 << 20))

run_shell() { if [[ -t 0 ]]; then open_shell; else run_piped_shell; fi; }

open_shell() {
    local status=0
    RUN=$WORK/shell
    JOB=(shell)
    compose_qemu shell "$WORK/initramfs.cpio" "$RUN/console.log" "$RUN/results.raw"
    if [[ -n $DRY_RUN ]]; then
        shown "${QEMU[@]}"
        return
    fi
    mkdir -p "$RUN/guest"
    note_start
    pack_initramfs "$WORK/initramfs.cpio" "$MODULES" "$HARNESS" kuipc-bench
    say "a shell in $KERNEL_RELEASE: 'exit' ends it, Ctrl-A X ends QEMU"
    # Not waited for in the foreground: bash would hear that the terminal is gone only after QEMU's end, which
    # then never comes.
    bind_to_us KILL
    "${BOUND[@]}" "${QEMU[@]}" <&0 &
    QEMU_PID=$!
    wait "$QEMU_PID" || status=$?
    QEMU_PID=''
    ((status == 0)) || fail "$STATUS_SETUP" "QEMU failed with status $status"
    judge_shell
}

# A guest that ended without a word was ended by Ctrl-A X.
judge_shell() {
    local ended status=0
    take_results
    note_facts
    ended=$("$KUIPC" judge --program --run "$RUN" --host "$RUN/host.json" 2> "$WORK/judged") || status=$?
    if ((status == 0)); then
        STATUS=$END_RECORD STATUS_IS_THEIRS=yes
    elif [[ $ended != no-result ]]; then
        STATUS=$status
        grep '^kuipc: ' "$WORK/judged" >&2 || true # the console's end is on the screen
    fi
    RUN=''
}

# As in `echo commands | sh`. A pipe that nobody closes is waited for.
run_piped_shell() {
    if [[ -z $DRY_RUN ]]; then
        GUEST_STDIN=$WORK/stdin
        head -c $((LARGEST_STDIN + 1)) > "$GUEST_STDIN"
        (($(stat -c %s "$GUEST_STDIN") <= LARGEST_STDIN)) ||
            usage "--shell takes at most $((LARGEST_STDIN >> 20)) MB of commands from a pipe"
    fi
    JOB=(exec /bin/sh)
    run_in_two_streams "the shell" "$HARNESS"
}
