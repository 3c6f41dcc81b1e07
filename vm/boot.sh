# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Boots the test kernel in QEMU and watches it until it ends, by itself or by us. Nothing is judged
# here: what was seen is left in these variables for `kuipc assemble`, which also reads the console.

QEMU_PID=''
QEMU_EXIT=0         # QEMU's own exit status, 0 also when the guest panicked
QEMU_SIGNAL=0       # what killed QEMU, unless we did
TIMED_OUT=no        # no, timeout (--timeout), hang (the console fell silent), interrupted

readonly SILENCE_IS_A_HANG=${KUIPC_HANG_SECONDS:-120}
readonly SCAN_FACTOR=10 # kmemleak's scans are silent for longer; --timeout still holds
readonly GRACE_AFTER_PANIC=5

# kernel_command_line MODE: panics end QEMU, an oops is a panic. Watchdogs would tick into a timed run. Whether the
# timer ticks is measured against a loop, which an emulated timer fails on a busy machine; while instructions are
# counted it cannot, and one more word would move them.
kernel_command_line() {
    local line="console=ttyS0 nokaslr oops=panic panic=-1"
    case $1 in
    conformance | exec) line+=" softlockup_panic=1 hung_task_panic=1" ;;
    *) line+=" nowatchdog" ;;
    esac
    [[ $ACCEL != tcg || $CLOCK == counted ]] || line+=" no_timer_check"
    printf '%s' "$line${APPEND:+ $APPEND}"
}

# compose_qemu MODE INITRAMFS CONSOLE RESULTS -> the array QEMU
compose_qemu() {
    QEMU=(qemu-system-x86_64 -M pc -m "$MEMORY" -smp "$CPUS")
    case $ACCEL in
    kvm) QEMU+=(-accel kvm -cpu host) ;;
    # The named model fixes what the guest finds: which copies, which mitigations.
    tcg) QEMU+=(-accel tcg -cpu qemu64) ;;
    esac
    if [[ $CLOCK == counted ]]; then
        # One virtual nanosecond per instruction, idle time skipped, the date always the same. Recording is
        # for its lock, nothing replays it: without, the thread that skips idle time looks at a CPU that is
        # just halting, finds it halted before its last instructions are counted, and skips too far
        # (accel/tcg/tcg-accel-ops-rr.c and softmmu/icount.c in QEMU 7.2).
        QEMU+=(-icount "shift=0,sleep=off,align=off,rr=record,rrfile=/dev/null")
        QEMU+=(-rtc "clock=vm,base=2024-01-01")
    fi
    QEMU+=(-nodefaults -no-user-config -display none -no-reboot)
    if [[ $1 == shell ]]; then
        QEMU+=(-chardev "stdio,id=terminal,mux=on,signal=off,logfile=${3//,/,,}" -mon chardev=terminal)
        QEMU+=(-serial chardev:terminal -serial "file:$4")
    else
        QEMU+=(-serial "file:$3" -serial "file:$4")
        # Two more only here: a port moves addresses in the guest.
        [[ $1 != exec ]] || QEMU+=(-serial "file:$RUN/stdout" -serial "file:$RUN/stderr")
    fi
    QEMU+=("${QEMU_OPTS[@]}" -kernel "$KERNEL_IMAGE" -initrd "$2" -append "$(kernel_command_line "$1")")
}

# boot_and_watch CONSOLE ERRORS: runs the array QEMU and waits for its end.
boot_and_watch() {
    local status=0
    QEMU_EXIT=0 QEMU_SIGNAL=0
    : > "$1"
    bind_to_us KILL
    "${BOUND[@]}" "${QEMU[@]}" < /dev/null > /dev/null 2> "$2" &
    QEMU_PID=$!
    watch_console "$QEMU_PID" "$1"
    # The shell would report a killed child in its own words.
    wait "$QEMU_PID" 2> /dev/null || status=$?
    QEMU_PID=''
    [[ $TIMED_OUT != no ]] || sed 's/^/kuipc: QEMU says: /' "$2" >&2 || true
    # The shell's way of saying "killed by signal".
    if ((status <= 128)); then
        QEMU_EXIT=$status
    elif [[ $TIMED_OUT == no ]]; then
        QEMU_SIGNAL=$((status - 128))
    fi
}

# emulation_failed CONSOLE: the kernel took a timer for broken that QEMU had not let tick.
emulation_failed() { [[ $ACCEL == tcg ]] && grep -qsF "IO-APIC + timer doesn't work" "$1"; }

# watch_console PID CONSOLE: until the process ends, or has to be ended. Sets TIMED_OUT.
watch_console() {
    local pid=$1 fd line='' part='' quiet_since=$EPOCHSECONDS panic_since=''
    WATCHED_SINCE=$EPOCHSECONDS TIMED_OUT=no RESULT_BYTES=0 PATIENCE=$SILENCE_IS_A_HANG
    exec {fd}< "$2"
    while kill -0 "$pid" 2> /dev/null; do
        while IFS= read -r -u "$fd" line; do
            saw_line "$part${line%$'\r'}"
            part='' quiet_since=$EPOCHSECONDS
            [[ $line != *"Kernel panic - not syncing"* ]] || panic_since=$EPOCHSECONDS
        done
        # What is left is the beginning of a line that is not finished yet.
        [[ -z $line ]] || part+=$line quiet_since=$EPOCHSECONDS
        saw_tick
        if must_stop "$quiet_since" "$panic_since"; then
            end_process "$pid"
            break
        fi
        pause 0.2
    done
    while IFS= read -r -u "$fd" line; do
        saw_line "$part${line%$'\r'}"
        part=''
    done
    exec {fd}<&-
}

# must_stop QUIET_SINCE PANIC_SINCE
must_stop() {
    if ((EPOCHSECONDS - WATCHED_SINCE >= TIMEOUT)); then
        TIMED_OUT=timeout
    elif ((EPOCHSECONDS - $1 >= PATIENCE)) && ! results_grew; then
        TIMED_OUT=hang
    elif [[ -n $2 ]] && ((EPOCHSECONDS - $2 >= GRACE_AFTER_PANIC)); then
        # The kernel was told not to reboot: it spins, and its console has said why.
        TIMED_OUT=hang
    else
        return 1
    fi
}

# A guest that hands its results out says nothing meanwhile.
results_grew() {
    local bytes=0 before=$RESULT_BYTES
    [[ -z $RUN ]] || bytes=$(stat -c %s "$RUN/results.raw" 2> /dev/null || echo 0)
    RESULT_BYTES=$bytes
    ((bytes != before))
}

# bind_to_us SIGNAL -> the array BOUND, to stand before a command that is started in the background: it gets the
# signal when this shell is gone, also when that was killed and has no trap to run. The inner shell looks whether
# that has happened already.
bind_to_us() {
    BOUND=(setpriv --pdeathsig "$1")
    if "${BOUND[@]}" true 2> /dev/null; then
        # shellcheck disable=SC2016 # the inner shell's
        BOUND+=(sh -c '[ "$PPID" = "$0" ] && exec "$@"' "$BASHPID")
    else
        BOUND=() # another setpriv than util-linux has
    fi
}

# By its process id, never by its name: other people's machines are none of our business.
end_process() {
    local tries
    kill -TERM "$1" 2> /dev/null || return 0
    for ((tries = 0; tries < 20; tries++)); do
        kill -0 "$1" 2> /dev/null || return 0
        pause 0.1
    done
    kill -KILL "$1" 2> /dev/null || true
}

stop_qemu() {
    [[ -z $QEMU_PID ]] || end_process "$QEMU_PID"
    QEMU_PID=''
}
