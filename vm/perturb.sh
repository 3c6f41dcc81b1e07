# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# --perturb N: the same run N more times with something changed that should not matter, to learn how
# much each row moves by itself. Each boot is kept in RUN/perturbed/, and `kuipc sensitivity` writes what
# came out into RUN's result.

PERTURB_NOW=''   # how often the run at hand is repeated so
MODULE_ROTATION=${KUIPC_ROTATION:-0} # modules load in another order: rotated by so many

# perturb_run FOLDER
perturb_run() {
    local folder=$1 number append=$APPEND padding=${KUIPC_PADDING-} rotation=$MODULE_ROTATION status
    # What the same kernel and kuipc did on the same machine, they would do again.
    ! "$KUIPC" sensitivity "$folder" --cache "$CACHE/perturbed" --cached "$PERTURB_NOW" || return 0
    for ((number = 1; number <= PERTURB_NOW; number++)); do
        perturb "$number"
        say "boot $number of $PERTURB_NOW with something irrelevant changed: $PERTURBATION"
        RUN=$folder/perturbed/$number
        mkdir -p "$RUN/guest"
        RUN_STARTED=$(date -u +%Y-%m-%dT%H:%M:%SZ) RUN_SINCE=$EPOCHSECONDS
        compose_job bench
        boot_job bench
        take_results
        note_facts
        status=0
        "$KUIPC" assemble --run "$RUN" --host "$RUN/host.json" || status=$?
        APPEND=$append KUIPC_PADDING=$padding MODULE_ROTATION=$rotation RUN=''
        if ((status != 0)); then
            STATUS=$status
            say "kept: $folder/perturbed/$number; the rows' sensitivity is not known"
            return
        fi
    done
    "$KUIPC" sensitivity "$folder" --cache "$CACHE/perturbed" || STATUS=$?
}

# perturb NUMBER: in turn padding in the initramfs, a word that the kernel does not know, and the order in
# which the modules load; each further round changes by another amount.
perturb() {
    case $(($1 % 3)) in
    1) KUIPC_PADDING=$(($1 * 4096)) PERTURBATION="$(($1 * 4)) KiB of padding in the initramfs" ;;
    2) APPEND+="${APPEND:+ }kuipc.perturbed=$1" PERTURBATION="the word kuipc.perturbed=$1 on the command line" ;;
    0) MODULE_ROTATION=$1 PERTURBATION="the modules load in another order" ;;
    esac
}
