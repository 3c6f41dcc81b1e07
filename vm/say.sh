# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the runner says: messages and the five progress lines on stderr, and commands that are shown instead of run
# by --dry-run.

QUIET=${QUIET:-} VERBOSE=${VERBOSE:-} DRY_RUN=${DRY_RUN:-}
STAGE_NUMBER=0 STAGE_NAME='' STAGE_STARTED=0 STAGE_OPEN=''

# What cannot be written must not decide how the runner ends: vm/end.sh.
say() { [[ -n $QUIET ]] || { close_line; printf '%s\n' "$*" >&2 || true; }; }

# One that can overwrite a line; a dumb one gets what a log gets.
on_terminal() { [[ -t 2 && ${TERM:-dumb} != dumb ]]; }

# Asked each time, since a window may change its size while a run takes minutes.
terminal_width() {
    local width
    width=$(stty size <&2 2> /dev/null) && width=${width#* }
    [[ $width =~ ^[1-9][0-9]*$ ]] || width=${COLUMNS-}
    [[ $width =~ ^[1-9][0-9]*$ ]] || width=80
    printf '%d' "$width"
}

# fitted TEXT WIDTH: a line that wraps would leave its first half behind when the next one overwrites it.
fitted() {
    if ((${#1} <= $2)); then
        printf '%s' "$1"
    else
        printf '%s...' "${1::$(($2 > 3 ? $2 - 3 : 0))}"
    fi
}

# A half-written progress line must not swallow the message that follows it.
close_line() {
    [[ -z $STAGE_OPEN ]] || printf '\n' >&2 || true
    STAGE_OPEN=''
}

stage_begin() { # NUMBER NAME [TEXT]
    STAGE_NUMBER=$1 STAGE_NAME=$2 STAGE_STARTED=$EPOCHSECONDS
    stage_note "${3-}"
}

# Shown only where it can be overwritten; a log gets the closing line alone.
stage_note() {
    [[ -z $QUIET && -z $DRY_RUN && -z $VERBOSE ]] && on_terminal || return 0
    local line
    printf -v line '[%d/5] %-12s %s' "$STAGE_NUMBER" "$STAGE_NAME" "$1"
    # The last column stays free: some terminals wrap when it is written.
    printf '\r\033[K%s' "$(fitted "$line" $(($(terminal_width) - 1)))" >&2 || true
    STAGE_OPEN=yes
}

# A line that stays, for a log: what a terminal sees as an overwritten note.
stage_line() {
    [[ -z $QUIET ]] || return 0
    printf '[%d/5] %-12s %s\n' "$STAGE_NUMBER" "$STAGE_NAME" "$1" >&2 || true
}

stage_end() { # TEXT
    [[ -z $QUIET ]] || return 0
    [[ -z $STAGE_OPEN ]] || printf '\r\033[K' >&2 || true
    STAGE_OPEN=''
    local line width=0 seconds=$((EPOCHSECONDS - STAGE_STARTED))
    ! on_terminal || width=$(terminal_width)
    printf -v line '[%d/5] %-12s %-52s %4d s' "$STAGE_NUMBER" "$STAGE_NAME" "$1" "$seconds"
    if ((width > 0 && ${#line} > width)); then
        line="[$STAGE_NUMBER/5] $STAGE_NAME  "
        line+="$(fitted "$1" $((width - ${#line} - ${#seconds} - 4)))  $seconds s"
    fi
    printf '%s\n' "$line" >&2 || true
}

# pause SECONDS: while a child runs. That it was killed the shell would say here, in words of its own. A trap
# that has something to say begins with speak_again.
pause() { { sleep "$1"; } 2> /dev/null; }
exec {STDERR}>&2
speak_again() { exec 2>&"$STDERR"; }

# shown COMMAND...: as it could be typed, for --dry-run and for messages.
shown() {
    local word line=''
    for word in "$@"; do
        [[ $word =~ ^[A-Za-z0-9_./:=,+@%-]+$ ]] || word="'${word//\'/\'\\\'\'}'"
        line+="$word "
    done
    printf '%s\n' "${line% }"
}

# perform COMMAND...: the one way in which the runner changes something outside its own folders.
perform() {
    if [[ -n $DRY_RUN ]]; then
        shown "$@"
    elif [[ -n $VERBOSE ]]; then
        "$@" >&2
    else
        "$@" >> "$WORK/log" 2>&1
    fi
}

# perform_or_fail MESSAGE COMMAND...: with the end of what the command said.
perform_or_fail() {
    local message=$1
    shift
    : > "$WORK/log"
    perform "$@" || fail_with_log "$WORK/log" "$message" "$@"
}

# fail_with_log LOG MESSAGE COMMAND...: what --verbose showed as it came is in no log.
fail_with_log() {
    close_line
    tail -n 25 "$1" >&2 || true
    fail "$STATUS_SETUP" "$2" "$(shown "${@:3}")"
}

# perform_visibly COMMAND...: for a command whose output is what was asked for.
perform_visibly() {
    if [[ -n $DRY_RUN ]]; then shown "$@"; else "$@"; fi
}
