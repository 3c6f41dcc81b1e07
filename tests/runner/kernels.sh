#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Kernels that somebody names: several of them, and what is taken from beside one that somebody built.
# Usage: kernels.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

test_release() { basename "$(kernel_build_tree)" | sed 's/^linux-headers-//'; }

# Two boots of one row that needs no module: a folder each, also where both are of one release.
matrix() {
    local release
    release=$(test_release)
    runner --yes --offline --quiet --clock counted --accel tcg --no-modules --filter '^floor/syscall$' \
        --kernel "$release" --kernel "$release" --out "$run"
    ((status == 0)) || { cat "$scratch/err"; give_up "ended with $status"; }
    [[ -e $run/$release/result.json && -e $run/$release.2/result.json ]] ||
        give_up "not a folder each: $(ls "$run")"
    grep -qF "./run_bench.sh compare $run/$release $run/$release.2" "$scratch/out" ||
        give_up "does not say how to compare them: $(< "$scratch/out")"
    nothing_left
}

# Said before the first one boots.
matrix_with_a_wrong_path() {
    runner --offline --accel tcg --no-modules --out "$run" --kernel "$(test_release)" --kernel ./no/such/kernel
    ended_with 2 'no such file or folder'
    [[ ! -e $run ]] || give_up "began to run: $(ls "$run")"
}

# Another release's modules, which lie beside it, would not load. /usr/lib is where newer packages have them.
modules_of_the_image() {
    local root lib release
    for lib in lib usr/lib; do
        root=$scratch/${lib%/*}.d
        for release in 6.1.1 6.1.2 6.1.3; do mkdir -p "$root/$lib/modules/$release"; done
        [[ $(modules_beside "$root/boot/vmlinuz-6.1.2") == "$root/$lib/modules/6.1.2" ]] || give_up "not those of /$lib"
    done
    [[ $(modules_beside /tree/arch/x86/boot/bzImage) == /kdir ]] || give_up "not those of a built tree"
}

modules_beside() ( # IMAGE
    # shellcheck source=vm/pack.sh
    . "$SOURCE/vm/pack.sh"
    # shellcheck disable=SC2030,SC2034 # read by distribution_modules
    KERNEL_RELEASE=6.1.2 KERNEL_KDIR=/kdir KERNEL_IMAGE=$1
    distribution_modules
)

# The distribution's own image with its own headers, whose kernel.release is another name.
headers_of_the_distribution() {
    local kdir release image
    kdir=$(kernel_build_tree) release=$(test_release)
    [[ -z ${KDIR-} && ${KUIPC_TEST_KERNEL-} != */* ]] || skip "the test kernel is one that somebody built"
    image=$(find "${kdir%/usr/src/*}" -path '*/boot/vmlinuz-*' -o -path '*/modules/*/vmlinuz')
    [[ $(< "$kdir/include/config/kernel.release") != "$release" ]] || skip "its two names are the same"
    runner --offline --dry-run --accel tcg --kernel "$image" --kdir "$kdir"
    ((status == 0)) || { cat "$scratch/err"; give_up "ended with $status"; }
    grep -q "^\[2/5\].* $release, given" "$scratch/err" || give_up "is called $(grep -F '[2/5]' "$scratch/err")"
}

# A tree at the commit that its release names, one that has moved on, and one within somebody else's.
commit_of_the_tree() {
    local tree=$scratch/tree git=(git -C "$scratch/tree" -c user.name=x -c user.email=x@localhost) commit
    mkdir -p "$tree/folder"
    "${git[@]}" init -q
    "${git[@]}" commit -q --allow-empty -m one
    commit=$("${git[@]}" rev-parse HEAD)
    [[ $(noted "$tree" "6.1.0-g${commit::12}") == "kernel_commit=$commit kernel_dirty:=false" ]] || give_up "not its commit"
    [[ $(noted "$tree" 6.1.0) == "kernel_commit=$commit kernel_dirty:=false" ]] || give_up "not without its name"
    [[ -z $(noted "$tree" 6.1.0-g123456789abc) ]] || give_up "a commit that was not built"
    [[ -z $(noted "$tree/folder" 6.1.0) ]] || give_up "another tree's commit"
}

noted() ( # TREE RELEASE
    # shellcheck source=vm/facts.sh
    . "$SOURCE/vm/facts.sh"
    # shellcheck disable=SC2031,SC2034 # read by note_kernel_commit
    ON=vm KERNEL_MARK=-x KERNEL_KDIR=$1 KERNEL_RELEASE=$2
    notes=()
    note_kernel_commit
    printf '%s' "${notes[*]}"
)

begin
"$1"
