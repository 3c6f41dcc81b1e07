# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the tests of the runner share. Each runs ./run_bench.sh as a user would and asks four things: the
# right exit status, one clear line, nothing left behind, and (for a guest that died) the folder kept.

# shellcheck source=tests/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# begin: a scratch folder that also is the runner's place for temporary files.
begin() {
    in_scratch
    run=$scratch/run
    mkdir "$scratch/tmp"
    : > "$scratch/begun"
    export TMPDIR=$scratch/tmp
}

# runner ARGUMENTS...: leaves status, and its two streams in files.
runner() {
    status=0
    "$SOURCE/run_bench.sh" "$@" > "$scratch/out" 2> "$scratch/err" < /dev/null || status=$?
}

# The failure itself is one line that begins with the program's name.
complaints() {
    grep -a '^kuipc: ' "$scratch/err" | grep -av '^kuipc: QEMU says' || true
}

# ended_with STATUS PATTERN: and in one line that says what PATTERN asks for.
ended_with() {
    ((status == $1)) || { cat "$scratch/err"; give_up "ended with $status, not $1"; }
    (($(complaints | wc -l) == 1)) || give_up "not one line but:"$'\n'"$(complaints)"
    complaints | grep -qE -e "$2" || give_up "does not say '$2': $(complaints)"
    nothing_left
}

# No temporary file and no QEMU of ours. Processes are only looked at: they are found by our folder's name.
nothing_left() {
    local left
    left=$(ls -A "$scratch/tmp")
    [[ -z $left ]] || give_up "left in the temporary folder: $left"
    ! pgrep -f "qemu-system.*$scratch" > /dev/null || give_up "left a QEMU running"
}

# A busybox script: neither modules nor icount matter to how a guest ends, and both take time.
write_program() { # TEXT
    printf '#!/bin/busybox sh\n# SPDX-License-Identifier: Apache-2.0\n%s\n' "$1" > "$scratch/program"
    chmod 755 "$scratch/program"
}

# guest TEXT ARGUMENTS...: boots a guest in which TEXT runs in the harness's place.
guest() {
    write_program "$1"
    shift
    KUIPC_HARNESS=$scratch/program runner --accel tcg --clock wall --no-modules --offline --out "$run" "$@"
}

# guest_beside TEXT ARGUMENTS...: the same beside us; boot_pid is the runner's.
guest_beside() {
    write_program "$1"
    shift
    KUIPC_HARNESS=$scratch/program env --default-signal=INT "$SOURCE/run_bench.sh" \
        --accel tcg --clock wall --no-modules --offline --out "$run" "$@" \
        > "$scratch/out" 2> "$scratch/err" < /dev/null &
    boot_pid=$!
}

# Waits until the guest's console holds the text.
console_says() { comes_to_say console "$run/console.log" "$scratch/err" "$1"; }

# comes_to_say NAME FILE ERRORS TEXT: as long as the runner is there, whose last words are in ERRORS.
comes_to_say() {
    local tries
    for ((tries = 0; tries < 1200; tries++)); do
        ! grep -qas "$4" "$2" || return 0
        kill -0 "$boot_pid" 2> /dev/null || give_up "the runner ended early: $(cat "$3")"
        sleep 0.1
    done
    give_up "the $1 never said '$4'"
}

is_gone() { # PID
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        kill -0 "$1" 2> /dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$1"
    give_up "process $1 is still there"
}

wait_for_runner() {
    status=0
    wait "$boot_pid" || status=$?
}

# kept_as WORD: the folder is there with the console, and the result says how the run ended.
kept_as() {
    [[ -e $run/console.log ]] || give_up "no console kept"
    # Not as the guest has them, whose /out anybody may write to, in another year.
    [[ $(stat -c %a "$run/guest") == 755 ]] || give_up "guest/ has mode $(stat -c %a "$run/guest")"
    [[ -z $(find "$run" ! -newer "$scratch/begun") ]] || give_up "older than this test: $(find "$run" ! -newer "$scratch/begun")"
    grep -qE "\"ended\": *\"$1\"" "$run/result.json" ||
        give_up "run.ended is $(grep -oE '"ended": *"[^"]*"' "$run/result.json" || echo missing), not $1"
}

# The end of the console is shown to who has only the terminal.
console_shown() {
    grep -qaF "$1" "$scratch/err" || give_up "the end of the console was not shown"
}
