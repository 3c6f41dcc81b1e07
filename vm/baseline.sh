# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# A run against a baseline: an older result, another revision of kuipc, or another kernel. Base and head
# run in turn, and kuipc gate decides. A regression is looked at once more before it is believed.

ROLE=''     # base or head, in the names of the run folders; empty for a run by itself
REVISION='' # the commit whose modules and harness are measured; empty for the working tree
BASES=() HEADS=()

# Nanoseconds drift, so base and head take turns; counts do not.
readonly ROUNDS_IN_TURN=3
# Not a multiple of a page, nor an amount of --perturb.
readonly PADDING_OF_THE_REPEAT=23000

has_baseline() { [[ -n $BASELINE_RESULT$BASELINE_REV$BASELINE_KERNEL ]]; }

# check_baseline: what can be refused before anything is built or booted.
check_baseline() {
    local given=0 option
    for option in "$BASELINE_RESULT" "$BASELINE_REV" "$BASELINE_KERNEL"; do
        [[ -z $option ]] || given=$((given + 1))
    done
    ((given <= 1)) || usage "--baseline-result, --baseline-rev and --baseline-kernel: one at a time"
    [[ -z $SUBJECT ]] || one_of --subject "$SUBJECT" kernel kuipc both
    [[ -z $PERTURB ]] || whole_number --perturb "$PERTURB" 3
    [[ -z $PERTURB || $ON == vm ]] || usage "--perturb changes the test kernel's surroundings; --on host has none to change"
    if ! has_baseline; then
        [[ -z $BISECT$SUBJECT$THRESHOLDS ]] || usage "--bisect, --subject and --thresholds need a --baseline-..."
        return 0
    fi
    [[ $COMMAND == run && -z $LIST$SHELL_WANTED ]] || usage "a baseline belongs to a run"
    [[ $ON == vm || -n $BASELINE_RESULT ]] || usage "--baseline-rev and --baseline-kernel are for the test kernel"
    ((${#KERNELS[@]} <= 1)) || usage "a baseline belongs to one --kernel"
    [[ -z $BASELINE_REV ]] || find_revision
    # A runner that gains KVM must not turn its gate into another one.
    [[ $CLOCK != auto || $ON != vm ]] || CLOCK=counted
}

find_revision() {
    BASELINE_COMMIT=$(git -C "$SOURCE" rev-parse --verify --quiet "$BASELINE_REV^{commit}" 2> /dev/null) ||
        usage "--baseline-rev $BASELINE_REV: no such revision in $SOURCE"
}

against_baseline() {
    local rounds=1 round
    ASKED_ACCEL=$ACCEL ASKED_CLOCK=$CLOCK
    [[ $CLOCK != wall || -n $BASELINE_RESULT ]] || rounds=$ROUNDS_IN_TURN
    # The tool that reads the results is this tree's, whosever harness is measured.
    lock_folder "$BUILD"
    build_programs kuipc
    unlock_folder
    [[ -z $BASELINE_RESULT ]] || read_baseline_result
    for ((round = 1; round <= rounds; round++)); do
        local turn=''
        ((rounds == 1)) || turn=-$round
        [[ -n $BASELINE_RESULT ]] || run_base "$turn"
        ((STATUS == 0)) || return 0
        run_head "$turn"
        ((STATUS == 0)) || return 0
    done
    [[ -n $DRY_RUN ]] || decide
}

# Read now, so that a wrong name is not found out a boot later.
read_baseline_result() {
    local status=0
    [[ -z $DRY_RUN ]] || return 0
    "$KUIPC" validate --results "$RUNS" "$BASELINE_RESULT" > "$WORK/log" 2>&1 || status=$?
    ((status == 0)) || fail "$STATUS_USAGE" "--baseline-result $(sed 's/^kuipc: //' "$WORK/log")"
    # @0 will soon be another run.
    BASES=("$(sed -n '1s/: kuipc\.result.*//p' "$WORK/log")")
}

run_base() { # TURN
    local kernel=$BASELINE_KERNEL
    [[ -n $kernel ]] || kernel=${KERNELS[0]-}
    ROLE=base$1
    if [[ -n $BASELINE_REV ]]; then
        REVISION=$BASELINE_COMMIT
        lock_folder "$CACHE"
        unpack_revision
        unlock_folder
        use_sources "$CACHE/revisions/$REVISION"
    fi
    PERTURB_NOW=$PERTURB
    prepare_and_run "$kernel"
    BASES+=("$LAST_RUN")
    REVISION=''
    use_sources "$SOURCE"
}

run_head() { # TURN
    ROLE=head$1 PERTURB_NOW=''
    [[ -z $BASELINE_RESULT ]] || PERTURB_NOW=$PERTURB
    if [[ $ON == host ]]; then
        on_host
    else
        prepare_and_run "${KERNELS[0]-}"
    fi
    HEADS+=("$LAST_RUN")
}

prepare_and_run() { # KERNEL
    ACCEL=$ASKED_ACCEL CLOCK=$ASKED_CLOCK # each kernel chooses anew
    lock_folder "$CACHE"
    kernel_stage "$1"
    lock_folder "$BUILD"
    build_stage
    unlock_folder
    run_in_guest bench
}

# The sources of a commit as git has them: no file of the working tree is touched, nor git's own.
unpack_revision() {
    local folder=$CACHE/revisions/$REVISION
    [[ ! -e $folder/VERSION ]] || return 0
    if [[ -n $DRY_RUN ]]; then
        printf 'git archive %s | tar -x -C %s\n' "$REVISION" "$folder"
        return
    fi
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    git -C "$SOURCE" archive "$REVISION" | tar -x -C "$folder.new" ||
        fail "$STATUS_SETUP" "the sources of $REVISION could not be unpacked into $folder"
    give_to_builder "$folder.new"
    rm -rf "$folder"
    mv "$folder.new" "$folder"
}

# decide: gate, and on a regression of counted rows the head once more, so that what does not repeat is
# called nondeterministic. The same boot would repeat to the instruction whatever the cause: this one has
# some padding in its initramfs, so that only what the change itself costs stays.
decide() {
    local status=0
    ask_gate || status=$?
    if ((status == 1)) && [[ $CLOCK == counted && $ON == vm ]]; then
        say "a regression: measuring the head once more, with some padding in its initramfs, to see whether it stays"
        local KUIPC_PADDING=$((${KUIPC_PADDING:-0} + PADDING_OF_THE_REPEAT))
        STATUS=0 ROLE=head-again PERTURB_NOW=''
        run_in_guest bench
        ((STATUS == 0)) || return 0
        HEADS+=("$LAST_RUN")
        status=0
        ask_gate || status=$?
    fi
    page_of_run "${HEADS[0]}" --baseline "${BASES[0]}" ${THRESHOLDS:+--thresholds "$THRESHOLDS"}
    [[ ! -e ${HEADS[0]}/report.html ]] || say "a page to look at: ${HEADS[0]}/report.html"
    STATUS=$status
}

# The gate's files go beside the head's result.
ask_gate() {
    local folder=${HEADS[0]} base head subject=$SUBJECT
    base=$(IFS=,; printf '%s' "${BASES[*]}")
    head=$(IFS=,; printf '%s' "${HEADS[*]}")
    [[ -z $BASELINE_REV ]] || subject=${subject:-kuipc}
    [[ -z $BASELINE_KERNEL ]] || subject=${subject:-kernel}
    "$KUIPC" gate "$base" "$head" --results "$RUNS" --repository "$SOURCE" \
        --thresholds "${THRESHOLDS:-$SOURCE/results/thresholds.json}" ${subject:+--subject "$subject"} \
        --markdown "$folder/compare.md" --junit "$folder/junit.xml" --list "$folder/compare.txt"
}
