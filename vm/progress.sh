# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Turns the lines that the harness writes to its console into the last two progress lines:
#   kuipc: settle S, kuipc: plan N, kuipc: row I/N NAME, kuipc: done OK SKIPPED ERROR
# and that vm/init writes: kuipc: guest ready, and where the kernel has kmemleak kuipc: leaks

PROGRAM_RUNS='' # vm/exec.sh: since when, from the guest's word on
readonly LINE_EVERY=30 # seconds between plain progress lines, where nobody watches

progress_begin() { # WHAT BOOTS
    BOOT_TEXT=$1 ROW=0 ROWS=0 ROW_NAME='' DONE='' MEASURING_SINCE='' LAST_TICK=$EPOCHSECONDS
}

# Called by the watcher for each line of the console.
saw_line() {
    local words
    [[ -z $VERBOSE ]] || printf '%s\n' "$1" >&2
    [[ $1 == "kuipc: "* ]] || return 0
    read -ra words <<< "$1"
    case ${words[1]-} in
    settle)
        PATIENCE=$SILENCE_IS_A_HANG
        stage_note "$BOOT_TEXT, letting it come to rest" ;;
    plan) begin_measuring "${words[2]-0}" ;;
    row)
        [[ ${words[2]-} =~ ^([0-9]+)/([0-9]+)$ ]] || return 0
        ROW=${BASH_REMATCH[1]} ROWS=${BASH_REMATCH[2]} ROW_NAME=${words[3]-} ;;
    done)
        DONE=yes
        stage_note "$ROWS of $ROWS, unloading the modules" ;;
    guest) [[ ${JOB[0]} != exec ]] || program_begins ;;
    leaks) await_scan ;;
    esac
}

await_scan() {
    PATIENCE=$((SILENCE_IS_A_HANG * SCAN_FACTOR))
    if on_terminal; then stage_note "the kernel looks for leaks"; else stage_line "the kernel looks for leaks"; fi
}

begin_measuring() {
    [[ $1 =~ ^[0-9]+$ && -z $MEASURING_SINCE ]] || return 0
    ROWS=$1 MEASURING_SINCE=$EPOCHSECONDS LAST_TICK=$EPOCHSECONDS
    stage_end "$BOOT_TEXT"
    stage_begin 5 measure "0 of $ROWS"
}

# Called by the watcher a few times a second.
saw_tick() {
    [[ -z $PROGRAM_RUNS ]] || pass_streams_on
    [[ -n $MEASURING_SINCE && -z $DONE ]] && ((EPOCHSECONDS > LAST_TICK && ROW > 0)) || return 0
    local finished=$((ROW - 1))
    if on_terminal; then
        LAST_TICK=$EPOCHSECONDS
        stage_note "$finished of $ROWS$(time_left "$finished")  $ROW_NAME"
    elif ((EPOCHSECONDS - LAST_TICK >= LINE_EVERY)); then
        LAST_TICK=$EPOCHSECONDS
        stage_line "$finished of $ROWS$(time_left "$finished")"
    fi
}

# Rows are not equally long, so this is said only once some are done.
time_left() {
    local elapsed=$((EPOCHSECONDS - MEASURING_SINCE))
    if (($1 >= 3 && elapsed >= 2)); then
        printf ', about %d s left' $((elapsed * (ROWS - $1) / $1))
    fi
}

progress_end() {
    if [[ -z $MEASURING_SINCE ]]; then
        stage_end "$BOOT_TEXT"
    elif [[ -n $DONE ]]; then
        stage_end "$ROWS of $ROWS"
    else
        stage_end "$((ROW > 0 ? ROW - 1 : 0)) of $ROWS"
    fi
}
