# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# More than one --kernel: what is wrong with one that somebody built is said before the first of them
# boots, and the end says which runs stand beside each other.

MATRIX_NAMES=() MATRIX_RUNS=()

# is_path KERNEL: a value with a slash is a path, any other one is a release.
is_path() { [[ $1 == */* || -n $KDIR ]]; }

check_matrix() {
    local kernel
    ((${#KERNELS[@]} > 1)) || return 0
    for kernel in "${KERNELS[@]}"; do
        ! is_path "$kernel" || use_given_kernel "$kernel"
    done
}

# matrix_folder: the run folder below --out; two trees may be of one release.
matrix_folder() {
    local folder=$OUT/$KERNEL_RELEASE number=2 run
    for run in "${MATRIX_RUNS[@]}"; do
        [[ $run != "$folder" ]] || folder=$OUT/$KERNEL_RELEASE.$((number++))
    done
    printf '%s\n' "$folder"
}

# matrix_add KERNEL FOLDER: a run that has a result.
matrix_add() {
    [[ -e $2/result.json ]] || return 0
    local name=$KERNEL_RELEASE
    ! is_path "$1" || name+=" ($1)"
    MATRIX_NAMES+=("$name")
    MATRIX_RUNS+=("$2")
}

# As the first screen names its commands; what the report tool finds by itself needs no folder.
show_matrix() {
    local i
    ((${#MATRIX_RUNS[@]} > 1)) || return 0
    printf '\nOne kernel beside the other:\n'
    for ((i = 1; i < ${#MATRIX_RUNS[@]}; i++)); do
        printf '  %s → %s\n    ./run_bench.sh compare %s\n' "${MATRIX_NAMES[0]}" "${MATRIX_NAMES[i]}" \
            "$(shown "${MATRIX_RUNS[0]#"$PWD/"}" "${MATRIX_RUNS[i]#"$PWD/"}")"
    done
}
