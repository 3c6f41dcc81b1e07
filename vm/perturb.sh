# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# --perturb N: the same run N more times with something changed that should not matter, to learn how
# much each row moves by itself. Each boot is kept in RUN/perturbed/, and `kuipc sensitivity` writes what
# came out into RUN's result.

PERTURB_NOW='' # how often the run at hand is repeated so

# perturb_run FOLDER
perturb_run() {
    local folder=$1 number
    # What the same kernel and kuipc did on the same machine, they would do again.
    ! "$KUIPC" sensitivity "$folder" --cache "$CACHE/perturbed" --cached "$PERTURB_NOW" || return 0
    for ((number = 1; number <= PERTURB_NOW; number++)); do
        perturbed_boot "$folder/perturbed/$number" "$number"
        if ((STATUS != 0)); then
            say "kept: $folder/perturbed/$number; the rows' sensitivity is not known"
            return
        fi
    done
    "$KUIPC" sensitivity "$folder" --cache "$CACHE/perturbed" || STATUS=$?
}

# perturbed_boot FOLDER NUMBER: what it changes is changed for this boot alone. Sets STATUS.
perturbed_boot() {
    local APPEND=$APPEND KUIPC_PADDING=$KUIPC_PADDING MODULE_ROTATION=$MODULE_ROTATION
    perturb "$2"
    say "boot $2 of $PERTURB_NOW with something irrelevant changed: $PERTURBATION"
    RUN=$1
    make_run_folder
    note_start
    boot_for_results bench
    note_facts
    assemble_result || STATUS=$?
    RUN=''
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
