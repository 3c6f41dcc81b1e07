#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Progress on terminals of several widths, and on one that can overwrite nothing. Usage: progress.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

# What a run says, quicker: vm/progress.sh hears the guest, vm/say.sh speaks.
write_run() {
    cat > "$scratch/run.sh" << RUN
set -euo pipefail
. '$SOURCE/vm/say.sh'
. '$SOURCE/vm/progress.sh'
COMMAND=run JOB=(bench) SILENCE_IS_A_HANG=120
RUN
    cat >> "$scratch/run.sh" << 'RUN'
stage_begin 2 'test kernel'
stage_note 'downloading from a place with a long name, which takes a while where the line is slow'
stage_end '6.1.0-56-cloud-amd64, built in /a/folder/with/a/long/name/that/somebody/gave/it'
stage_begin 4 boot 'QEMU TCG, 1 CPU, 512 MiB'
progress_begin 'QEMU TCG, 1 CPU, 512 MiB'
saw_line 'kuipc: settle 20'
saw_line 'kuipc: plan 112'
saw_line 'kuipc: row 7/112 event/unixsock.critical/ctx:hardirq+tasklet/size:65536/wake:block'
LAST_TICK=0
saw_tick
progress_end
RUN
}

# on_terminal_of COLUMNS [TERM]: leaves what went to the terminal in the file screen.
on_terminal_of() {
    TERM=${2-xterm} script --quiet --return --command "stty cols $1; bash '$scratch/run.sh'" /dev/null \
        < /dev/null > "$scratch/screen" 2>&1 || give_up "ended with $?: $(cat -v "$scratch/screen")"
}

# Every line that is overwritten leaves the last column free, and no line wraps.
widths() {
    local columns longest note
    write_run
    for columns in 200 80 60 40; do
        on_terminal_of "$columns"
        note=$(tr '\r' '\n' < "$scratch/screen" | sed -n $'s/^\033\\[K//p' | grep -v ' s$' | awk 'length > most { most = length } END { print most + 0 }')
        longest=$(tr '\r' '\n' < "$scratch/screen" | sed $'s/^\033\\[K//' | awk 'length > most { most = length } END { print most + 0 }')
        ((note > 30 && note < columns)) || give_up "on $columns columns a note has $note"
        ((longest <= columns)) || give_up "on $columns columns a line has $longest"
    done
    on_terminal_of 60
    grep -q '\[5/5\] measure .*6 of 112.*\.\.\.' "$scratch/screen" || give_up "nothing is cut: $(cat -v "$scratch/screen")"
}

# As in a log: a line for each stage that is over.
dumb() {
    write_run
    on_terminal_of 80 dumb
    tr -d '\r' < "$scratch/screen" > "$scratch/dumb"
    ! grep -q $'\033' "$scratch/dumb" || give_up "control characters: $(cat -v "$scratch/dumb")"
    bash "$scratch/run.sh" > "$scratch/log" 2>&1
    diff <(sed 's/ [0-9]* s$//' "$scratch/log") <(sed 's/ [0-9]* s$//' "$scratch/dumb") || give_up "not what a log gets"
    (($(wc -l < "$scratch/log") == 4)) || give_up "not a line for each stage and the one under way: $(< "$scratch/log")"
}

begin
"$1"
