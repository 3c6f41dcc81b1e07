# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the runner says and how it ends: messages and the five progress lines on stderr, one clear line
# per failure with the status of the design, and commands that are shown instead of run by --dry-run.

# Exit statuses: see "Exit status" in the README.
readonly STATUS_USAGE=2 STATUS_NOT_COMPARABLE=3 STATUS_SETUP=5 STATUS_INTERRUPTED=130

QUIET=${QUIET:-} VERBOSE=${VERBOSE:-} DRY_RUN=${DRY_RUN:-}
STAGE_NUMBER=0 STAGE_NAME='' STAGE_STARTED=0 STAGE_OPEN=''

say() { [[ -n $QUIET ]] || { close_line; printf '%s\n' "$*" >&2; }; }

# fail STATUS MESSAGE [COMMAND]: one line for what is wrong, one for what would mend it.
fail() {
    close_line
    printf 'kuipc: %s\n' "$2" >&2
    [[ -z ${3-} ]] || printf '  try: %s\n' "$3" >&2
    leave "$1"
}

# leave STATUS: git bisect run skips a commit at 125 and stops above 127; a commit whose kernel cannot be
# compared, or whose set-up fails, is neither good nor bad, and a wrong option is no commit's fault.
leave() {
    local status=$1
    if [[ -n ${BISECT-} ]]; then
        case $status in
        "$STATUS_NOT_COMPARABLE" | "$STATUS_SETUP") status=125 ;;
        "$STATUS_USAGE") status=128 ;;
        esac
    fi
    exit "$status"
}

on_terminal() { [[ -t 2 ]]; }

# A half-written progress line must not swallow the message that follows it.
close_line() {
    [[ -z $STAGE_OPEN ]] || printf '\n' >&2
    STAGE_OPEN=''
}

stage_begin() { # NUMBER NAME [TEXT]
    STAGE_NUMBER=$1 STAGE_NAME=$2 STAGE_STARTED=$EPOCHSECONDS
    stage_note "${3-}"
}

# Shown only where it can be overwritten; a log gets the closing line alone.
stage_note() {
    [[ -z $QUIET && -z $DRY_RUN && -z $VERBOSE ]] && on_terminal || return 0
    printf '\r\033[K[%d/5] %-12s %s' "$STAGE_NUMBER" "$STAGE_NAME" "$1" >&2
    STAGE_OPEN=yes
}

# A line that stays, for a log: what a terminal sees as an overwritten note.
stage_line() {
    [[ -z $QUIET ]] || return 0
    printf '[%d/5] %-12s %s\n' "$STAGE_NUMBER" "$STAGE_NAME" "$1" >&2
}

stage_end() { # TEXT
    [[ -z $QUIET ]] || return 0
    [[ -z $STAGE_OPEN ]] || printf '\r\033[K' >&2
    STAGE_OPEN=''
    printf '[%d/5] %-12s %-52s %4d s\n' "$STAGE_NUMBER" "$STAGE_NAME" "$1" \
        "$((EPOCHSECONDS - STAGE_STARTED))" >&2
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
    tail -n 25 "$1" >&2
    fail "$STATUS_SETUP" "$2" "$(shown "${@:3}")"
}

# perform_visibly COMMAND...: for a command whose output is what was asked for.
perform_visibly() {
    if [[ -n $DRY_RUN ]]; then shown "$@"; else "$@"; fi
}
