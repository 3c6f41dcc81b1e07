# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# One run in the test kernel, from the folder it is kept in to the table: pack, boot, watch, bring the
# results out, note what the host knows, and let the report tool judge.

RUN=''    # the run folder, empty as long as there is nothing to keep
RUN_IS_OURS='' # it was not there before
LAST_RUN='' # the one before, when it is done
STATUS=0  # of the whole command: that of the first run that did not end well

readonly RUNS=$SOURCE/results/runs
readonly LEAST_ROOM_MB=32

run_in_guest() { # MODE: bench or conformance
    local mode=$1
    [[ $mode != bench ]] || check_harness_options
    open_run_folder
    boot_for_results "$mode"
    [[ -z $DRY_RUN ]] || return 0
    await_tool
    finish_run "$mode"
    [[ $mode != bench || -z $PERTURB_NOW ]] || ((STATUS != 0)) || perturb_run "$LAST_RUN"
}

open_run_folder() {
    local name number=2
    name=$(date -u +%Y%m%dT%H%M%SZ)${TAG:+-$TAG}${ROLE:+-$ROLE}
    if [[ -n $OUT ]]; then
        RUN=$OUT${ROLE:+/$ROLE}
        ((${#KERNELS[@]} < 2)) || RUN=$(matrix_folder)
        [[ ! -e $RUN/result.json ]] || usage "$RUN holds a run already; --out takes a new folder"
    else
        RUN=$RUNS/$name
        # A second run within the second.
        while [[ -e $RUN ]]; do RUN=$RUNS/$name.$((number++)); done
    fi
    note_start
    [[ -z $DRY_RUN ]] || return 0
    make_run_folder
    check_room "$RUN"
}

make_run_folder() {
    [[ -e $RUN ]] && RUN_IS_OURS='' || RUN_IS_OURS=yes
    mkdir -p "$RUN/guest" 2> "$WORK/log" || fail "$STATUS_SETUP" "no run folder: $(< "$WORK/log")"
}

# What ended before it had anything to say.
discard_empty_run() {
    [[ -n $RUN_IS_OURS && -d $RUN && -z $(find "$RUN" -type f ! -empty -print -quit) ]] || return 0
    rm -rf "$RUN"
}

note_start() { RUN_STARTED=$(date -u +%Y-%m-%dT%H:%M:%SZ) RUN_SINCE=$EPOCHSECONDS; }

# boot_for_results MODE: into the folder RUN.
boot_for_results() {
    compose_job "$1"
    boot_job "$1"
    [[ -z $DRY_RUN ]] || return 0
    if emulation_failed "$RUN/console.log"; then
        say "QEMU's emulated timer stood still, as it does on a busy machine: booting once more"
        mv "$RUN/console.log" "$RUN/console-first.log"
        rm -f "$RUN/results.raw"
        boot_job "$1"
    fi
    take_results
}

free_megabytes() {
    df -Pm "$1" | awk 'NR == 2 { print $4 }'
}

check_room() {
    local free
    free=$(free_megabytes "$1")
    ((free >= LEAST_ROOM_MB)) || fail "$STATUS_SETUP" \
        "only $free MB are free where $1 lies; a run needs $LEAST_ROOM_MB" "./run_bench.sh --out FOLDER_ELSEWHERE"
}

# harness_options CLOCK -> the array HARNESS_OPTIONS
compose_harness_options() {
    HARNESS_OPTIONS=(--clock "$CLOCK" --set "$SET")
    [[ $CLOCK != wall || $ACCEL != tcg ]] || HARNESS_OPTIONS+=(--allow-emulated-wall)
    [[ -z $FILTER ]] || HARNESS_OPTIONS+=(--filter "$FILTER")
    [[ -z $REPETITIONS ]] || HARNESS_OPTIONS+=(--repetitions "$REPETITIONS")
    [[ -z $NO_MODULES ]] || HARNESS_OPTIONS+=(--no-modules)
    local each
    for each in "${NOT_BUILT[@]}"; do HARNESS_OPTIONS+=(--not-built "$each"); done
    ((${#BENCHMARK_FLAGS[@]} == 0)) || HARNESS_OPTIONS+=(-- "${BENCHMARK_FLAGS[@]}")
}

compose_job() { # MODE
    JOB=("$1")
    case $1 in
    bench)
        compose_harness_options
        JOB+=("${HARNESS_OPTIONS[@]}") ;;
    conformance)
        [[ -z $FILTER$(cases_not_built) ]] || JOB+=("--gtest_filter=$FILTER$(cases_not_built)")
        JOB+=("${BENCHMARK_FLAGS[@]}") ;;
    esac
}

# As GoogleTest is told to leave out what a module would be needed for that does not build: the typed cases of
# the transport and its variants, and the suites of its own, SockoptText.
cases_not_built() {
    local each stem part own without=''
    for each in "${NOT_BUILT[@]}"; do
        stem=${each%%=*} own=''
        for part in ${stem//_/ }; do own+=${part^}; done
        without+=":*/$stem.*:*/${stem}_*:$own*:*/$stem"
    done
    [[ -z $without ]] || printf '%s' "-${without#:}"
}

boot_job() { # MODE
    local program=$HARNESS name=kuipc-bench what
    [[ $1 != conformance ]] || program=$CONFORMANCE name=kuipc-conformance
    what="QEMU ${ACCEL^^}, $CPUS CPU$( ((CPUS == 1)) || echo s), $MEMORY MiB"
    stage_begin 4 boot "$what"
    compose_qemu "$1" "$WORK/initramfs.cpio" "$RUN/console.log" "$RUN/results.raw"
    if [[ -n $DRY_RUN ]]; then
        shown "${QEMU[@]}"
        return
    fi
    pack_initramfs "$WORK/initramfs.cpio" "$MODULES" "$program" "$name"
    progress_begin "$what"
    boot_and_watch "$RUN/console.log" "$RUN/qemu.log"
    progress_end
}

# A filter that matches nothing, a flag that does not exist: said here, and not a boot later.
check_harness_options() {
    [[ -z ${KUIPC_HARNESS-}$DRY_RUN ]] || return 0
    local answer
    compose_harness_options
    answer=$("$HARNESS" --list "${HARNESS_OPTIONS[@]}" 2>&1 > /dev/null) || fail "$STATUS_USAGE" "${answer#kuipc-bench: }"
}

# The results are a tar and, behind it, the end record. A broken tar gives what it still holds.
take_results() {
    local raw=$RUN/results.raw
    END_RECORD=''
    # QEMU does not say that it could not write.
    (($(free_megabytes "$RUN") > 0)) || fail_full_disk
    [[ -s $raw ]] || { rm -f "$raw"; return 0; }
    END_RECORD=$(tail -c 64 "$raw" | tr -d '\000' | sed -n 's/^kuipc-end \([0-9]*\)$/\1/p' | tail -n 1)
    # The guest has another clock, and its /out is a tmpfs that anybody may write to.
    LC_ALL=C tar -C "$RUN/guest" -xf "$raw" --touch --no-same-owner --no-same-permissions --no-overwrite-dir \
        2> "$WORK/tar.log" || true
    ! grep -q 'No space left' "$WORK/tar.log" || fail_full_disk
    rm -f "$raw"
}

fail_full_disk() {
    fail "$STATUS_SETUP" "the disk is full: the results do not fit into $RUN" "./run_bench.sh --out FOLDER_ELSEWHERE"
}

# finish_run MODE: notes, judgement, latest, table. Sets STATUS.
finish_run() {
    local status=0
    note_facts
    if [[ $1 == bench ]]; then
        assemble_result || status=$?
        put_forward
        point_latest
        [[ ! -e $RUN/result.json ]] || show_table "$status"
    else
        "$KUIPC" judge --run "$RUN" --host "$RUN/host.json" > "$RUN/ended" || status=$?
    fi
    ((status == 0)) || say "kept: $RUN"
    ((STATUS != 0)) || STATUS=$status
    give_to_builder "$RUN"
    LAST_RUN=$RUN RUN=''
}

assemble_result() { "$KUIPC" assemble --run "$RUN" --host "$RUN/host.json"; }

# A run that died has no numbers worth a screen; its folder has what came out.
show_table() {
    (($1 == 0 || $1 == 6)) && [[ -z $ROLE ]] || return 0
    page_of_run "$RUN"
    "$KUIPC" table "$RUN"
}

# What others read too stands at the top of the folder as well: one file by two names.
put_forward() {
    local file
    for file in "$RUN"/guest/dmesg.txt "$RUN"/guest/benchmark.*json; do
        [[ ! -e $file ]] || ln -f "$file" "$RUN/"
    done
}

# Replaced in one step: a reader always finds a run behind it.
point_latest() {
    # Not a perturbed boot inside a run's folder, either.
    [[ -z $OUT && ${RUN%/*} == "$RUNS" ]] || return 0
    ln -sfn "runs/${RUN##*/}" "$RUNS/../.latest.$$"
    mv -T "$RUNS/../.latest.$$" "$RUNS/../latest"
}

keep_interrupted_run() {
    [[ $ON == host ]] || take_results
    [[ ! -x $KUIPC ]] || finish_run bench > /dev/null 2>&1 || true
}
