# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# prune: takes away what grows: old runs, what boots of --perturb left in a run, temporary folders of a kuipc that was
# killed, and kernels and sources in the cache that nothing needs. Each is named with its size.

PRUNE_KEEP=20     # runs, the newest
KEEP_TAGGED=''    # also each that has a tag
PRUNED_KIB=0 PRUNED=0

readonly PRUNE_AGE_DAYS=30     # what nobody has used for so long
readonly PRUNE_BUSY_MINUTES=60 # a folder that has changed since may be in use

read_prune_options() {
    while (($#)); do
        case $1 in
        --keep=*) set -- --keep "${1#*=}" "${@:2}"; continue ;;
        --keep)
            (($# >= 2)) || usage "--keep needs a value"
            whole_number --keep "$2" 1
            PRUNE_KEEP=$2
            shift ;;
        --keep-tagged) KEEP_TAGGED=yes ;;
        --dry-run) DRY_RUN=yes ;;
        --quiet) QUIET=yes ;;
        --help | -h) show_help; leave 0 ;;
        *) usage "prune knows no '$1'; it takes --keep N, --keep-tagged and --dry-run" ;;
        esac
        shift
    done
}

prune() {
    [[ ! -d $CACHE ]] || lock_folder "$CACHE"
    prune_runs
    prune_temporary
    prune_cache
    printf '%s %d %s, %s\n' "$([[ -n $DRY_RUN ]] && echo 'would remove' || echo removed)" "$PRUNED" \
        "$( ((PRUNED == 1)) && echo item || echo items)" "$(in_megabytes "$PRUNED_KIB")"
}

# remove_old FOLDER_OR_FILE WHY
remove_old() {
    local kib
    kib=$(du -sk -- "$1" 2> /dev/null | cut -f 1)
    printf '%9s  %s (%s)\n' "$(in_megabytes "${kib:-0}")" "$1" "$2"
    [[ -n $DRY_RUN ]] || rm -rf -- "$1"
    PRUNED=$((PRUNED + 1)) PRUNED_KIB=$((PRUNED_KIB + ${kib:-0}))
}

in_megabytes() { printf '%d.%d MB' $(($1 / 1024)) $(($1 % 1024 * 10 / 1024)); }

# Not by the folder's own time, which is also that of what was taken out of it.
is_busy() {
    [[ -n $(find "$1" -maxdepth 2 \( -type f -o -type d -empty \) -mmin "-$PRUNE_BUSY_MINUTES" -print -quit 2> /dev/null) ]]
}

# The newest ones by name, as @0, @1, … count them; what `latest` names; a run that may still go on.
prune_runs() {
    local folder runs=() newest=0 latest i
    latest=$(realpath -m -- "$RUNS/../latest")
    mapfile -t runs < <(find "$RUNS" -mindepth 1 -maxdepth 1 -type d 2> /dev/null | LC_ALL=C sort -r)
    for ((i = 0; i < ${#runs[@]}; i++)); do
        folder=${runs[i]}
        [[ ! -e $folder/result.json ]] || newest=$((newest + 1))
        if is_busy "$folder"; then
            KEPT_RUNS+=("$folder")
        elif [[ $folder == "$latest" ]] || has_kept_tag "$folder" || [[ -e $folder/result.json && $newest -le $PRUNE_KEEP ]]; then
            KEPT_RUNS+=("$folder")
            prune_perturbed "$folder"
        else
            remove_old "$folder" "$([[ -e $folder/result.json ]] && echo 'an old run' || echo 'a run without a result')"
        fi
    done
}
KEPT_RUNS=()

has_kept_tag() { [[ -n $KEEP_TAGGED && ${1##*/} == [0-9]*T[0-9]*Z-* ]]; }

# What they taught stands in the run's result.
prune_perturbed() {
    [[ ! -d $1/perturbed ]] || remove_old "$1/perturbed" "boots of --perturb"
}

# Each names the process it belongs to.
prune_temporary() {
    local folder pid
    for folder in "${TMPDIR:-/tmp}"/kuipc.??????; do
        [[ -O $folder && -d $folder && $folder != "$WORK" ]] || continue
        pid=$(cat "$folder/pid" 2> /dev/null || true)
        if [[ -n $pid ]]; then
            [[ ! -d /proc/$pid ]] || continue
        elif is_busy "$folder"; then
            continue
        fi
        remove_old "$folder" "left by a kuipc that was killed"
    done
}

prune_cache() {
    local kernel release
    for kernel in "$CACHE"/kernels/*/; do
        kernel=${kernel%/}
        release=${kernel##*/}
        kernel_is_needed "$release" || remove_old "$kernel" "a kernel that no kept run names"
    done
    for kernel in "$CACHE"/kernels/.*.*; do
        [[ ! -d $kernel || -d /proc/${kernel##*.} ]] || remove_old "$kernel" "a kernel half unpacked"
    done
    prune_unused "$CACHE/revisions" "sources of a revision, unused for $PRUNE_AGE_DAYS days"
    prune_unused "$CACHE/perturbed" "what --perturb found, unused for $PRUNE_AGE_DAYS days"
}

# What a run without --kernel takes, or what a kept run was measured on.
kernel_is_needed() { # RELEASE
    local run
    ! grep -qsxF -- "$1" "$CACHE"/kernels/answer-* || return 0
    for run in "${KEPT_RUNS[@]}"; do
        ! grep -qsF "\"release\": \"$1\"" "$run/result.json" || return 0
    done
    return 1
}

prune_unused() { # FOLDER WHY
    local entry
    for entry in "$1"/*; do
        [[ -n $(find "$entry" -maxdepth 2 \( -mtime "-$PRUNE_AGE_DAYS" -o -atime "-$PRUNE_AGE_DAYS" \) -print -quit) ]] ||
            remove_old "$entry" "$2"
    done
}
