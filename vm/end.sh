# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# How a script of ours ends. An end that somebody wrote goes through leave. Any other (set -e, a command that is
# missing, an unset variable, a child that was killed) says nothing about what was to be measured or tested: it
# becomes STATUS_SETUP and one line, whatever status the shell would have ended with. A script that has something
# to clean up defines undo.

# Exit statuses: see "Exit status" in the README.
readonly STATUS_USAGE=2 STATUS_NOT_COMPARABLE=3 STATUS_SETUP=5 STATUS_INTERRUPTED=130
readonly BISECT_SKIPS=125 BISECT_STOPS=128

ENDING=''     # the exit status that somebody wrote
UNEXPECTED='' # nobody did
STOPPED_AT='' # where a command failed that was not allowed to
# A script whose status 5 lets others go on without it takes another one.
STATUS_UNEXPECTED=${STATUS_UNEXPECTED:-$STATUS_SETUP}

set -o errtrace
trap 'STOPPED_AT=${BASH_SOURCE[0]}:$LINENO' ERR
trap 'ended "$?" "$BASH_COMMAND"' EXIT
trap 'leave "$STATUS_SETUP"' PIPE # whoever read what we say went away
trap 'told_to_stop' INT TERM HUP

# What cannot be written must not decide how we end.
complain() { printf '%s\n' "$@" >&2 2> /dev/null || true; }

# Of scripts that have nothing to end themselves. What runs may have its streams in a log.
told_to_stop() {
    ! declare -F speak_again > /dev/null || speak_again
    ! declare -F close_line > /dev/null || close_line
    complain "kuipc: interrupted"
    leave "$STATUS_INTERRUPTED"
}

# fail STATUS MESSAGE [COMMAND...]: one line for what is wrong, one for each command that would mend it.
fail() {
    local commands=("${@:3}")
    close_line
    complain "kuipc: $2" "${commands[@]/#/  try: }"
    leave "$1"
}

# leave STATUS: the way out. From a subshell it is the whole script's too, as soon as the shell around it stops
# for the status.
leave() {
    local status=$1
    case $status in
    [0-6] | "$STATUS_INTERRUPTED" | "$BISECT_SKIPS" | "$BISECT_STOPS") ;;
    $((128 + 13))) status=$STATUS_SETUP ;; # SIGPIPE, of the report tool
    *)
        complain "kuipc: stopped unexpectedly: a program ended with status $status$(signal_behind "$status")"
        status=$STATUS_UNEXPECTED ;;
    esac
    status=$(for_bisect "$status")
    if ((BASH_SUBSHELL == 0)); then
        ENDING=$status
    elif [[ -n ${WORK-} ]]; then
        printf '%s\n' "$status" > "$WORK/ending" || true
    fi
    exit "$status"
}

# leave_as STATUS: another program's, passed on as it is.
leave_as() {
    ENDING=$1
    exit "$1"
}

# git bisect run skips a commit at 125 and stops above 127; a commit whose kernel cannot be compared, or whose set-up
# fails, is neither good nor bad, and a wrong option is no commit's fault.
for_bisect() { # STATUS
    if [[ -z ${BISECT-} && " ${COMMAND_LINE[*]-} " != *' --bisect '* ]]; then
        printf '%s' "$1"
        return 0 # by itself it would be what was there before a trap
    fi
    case $1 in
    "$STATUS_NOT_COMPARABLE" | "$STATUS_SETUP") printf '%s' "$BISECT_SKIPS" ;;
    "$STATUS_USAGE") printf '%s' "$BISECT_STOPS" ;;
    *) printf '%s' "$1" ;;
    esac
}

signal_behind() { (($1 <= 128 || $1 > 192)) || printf ' (killed by signal %d)' $(($1 - 128)); }

# Every end comes here.
ended() { # STATUS COMMAND
    set +eu
    trap - ERR
    [[ -n $ENDING ]] || ! written_in_a_subshell "$1" || ENDING=$1
    [[ -n $ENDING ]] || ended_by_nobody "$@"
    ! declare -F undo > /dev/null || undo
    exit "$ENDING"
}

written_in_a_subshell() { [[ -n ${WORK-} && -s $WORK/ending && $(< "$WORK/ending") == "$1" ]]; } 2> /dev/null

ended_by_nobody() { # STATUS COMMAND
    local command=${2%%$'\n'*} place=${STOPPED_AT#"${SOURCE-}/"} temporary=${WORK:-${TMPDIR:-/tmp}} help=''
    UNEXPECTED=yes
    ! declare -F close_line > /dev/null || close_line
    if is_full "$temporary"; then
        help='TMPDIR=FOLDER_ELSEWHERE, and the same again'
        command+="; the disk is full where $temporary lies"
    elif (($1 == 127)); then
        help="apt-get install what brings ${command%% *}, or add its folder to PATH"
    fi
    complain "kuipc: stopped unexpectedly: $command${place:+ at $place} (status $1$(signal_behind "$1"))" ${help:+"  try: $help"}
    ENDING=$(for_bisect "$STATUS_UNEXPECTED")
}

# Not even a page is left.
is_full() { # FOLDER
    local _ free=''
    { read -r _; read -r _ _ _ free _; } < <(df -Pk "$1" 2> /dev/null)
    [[ $free =~ ^[0-9]+$ ]] && ((free < 8))
}
