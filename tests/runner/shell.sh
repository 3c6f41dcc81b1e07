#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# --shell, on a terminal of its own and from a pipe. Usage: shell.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

# A terminal with the runner alone on it, as `ssh -t` makes one. What is written to KEYS is typed.
open_terminal() { # OPTION...
    mkfifo "$scratch/keys"
    exec {KEYS}<> "$scratch/keys"
    script --quiet --return --flush \
        --command "'$SOURCE/run_bench.sh' --shell --accel tcg --clock wall --no-modules --offline $*" \
        "$scratch/screen" < "$scratch/keys" > /dev/null &
    boot_pid=$!
    screen_says 'powers off'
}

screen_says() { comes_to_say screen "$scratch/screen" "$scratch/screen" "$1"; }

answers() {
    open_terminal
    printf 'expr 6 \* 7 | sed s/^/answer:/\n' >&"$KEYS"
    screen_says 'answer:42'
    printf 'exit 3\n' >&"$KEYS"
    wait_for_runner
    ((status == 3)) || give_up "ended with $status, not with the shell's 3"
    nothing_left
}

# One that needs shared libraries, and a script of another mode.
has_what_was_given() {
    mkdir "$scratch/mine"
    cp "$(type -P expr)" "$scratch/mine/my_program"
    printf 'answer:of mine\n' > "$scratch/mine/my_text"
    chmod 640 "$scratch/mine/my_text"
    open_terminal --with "$scratch/mine/my_program" --with "$scratch/mine/my_text"
    printf '/root/my_program 7 + 35 | sed s/^/answer:/; stat -c mode:%%a /root/my_text; cat /root/my_text\n' >&"$KEYS"
    screen_says 'answer:42'
    screen_says 'mode:640'
    screen_says 'answer:of mine'
    printf 'exit\n' >&"$KEYS"
    wait_for_runner
    ((status == 0)) || give_up "ended with $status"
    nothing_left
}

# piped COMMANDS: in a guest without modules.
piped() {
    status=0
    printf '%s' "$1" | "$SOURCE/run_bench.sh" --shell --accel tcg --no-modules --offline > "$scratch/out" 2> "$scratch/err" ||
        status=$?
}

without_a_terminal() {
    piped $'echo one; echo two >&2\nsleep 1000 &\nexit 3\n'
    ((status == 3)) || { cat "$scratch/err"; give_up "ended with $status, not with the shell's 3"; }
    [[ $(< "$scratch/out") == one ]] || give_up "said: $(< "$scratch/out")"
    grep -qx two "$scratch/err" || give_up "stderr says: $(< "$scratch/err")"
    nothing_left
    runner --shell --accel tcg --no-modules --offline
    ((status == 0)) || { cat "$scratch/err"; give_up "ended with $status, with nothing to read"; }
    [[ ! -s $scratch/out ]] || give_up "said: $(< "$scratch/out")"
    nothing_left
    head -c 1100000 /dev/zero | tr '\0' '#' > "$scratch/long"
    status=0
    "$SOURCE/run_bench.sh" --shell --offline < "$scratch/long" > "$scratch/out" 2> "$scratch/err" || status=$?
    ended_with 2 'at most 1 MB'
}

# QEMU is told by nobody then, and an emulated CPU that is idle keeps a real one busy.
terminal_that_goes_away() {
    open_terminal
    local tries
    kill -KILL "$boot_pid"
    wait "$boot_pid" 2> /dev/null || true
    for ((tries = 0; tries < 600; tries++)); do
        [[ -n $(ls -A "$scratch/tmp") ]] || break
        sleep 0.1
    done
    nothing_left
}

begin
"$1"
