#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes boots.txt: what the test kernel says that reads like trouble, booted on each CPU model that QEMU has, with
# nothing of ours in it. The first time that a line comes up, with the time it had there. No test: it boots some 60
# kernels, a few seconds each.
#
#   tests/kernel_log/boots.sh [RELEASE...] > tests/kernel_log/boots.txt
#
# RELEASE: a kernel that ./run_bench.sh setup --kernel RELEASE has fetched; several, one after the other.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=vm/archive.sh
. "$SOURCE/vm/archive.sh"

readonly READS_LIKE_TROUBLE='warn|bug|error|fail|oops|taint|fault|trace|corrupt|stall|bad |unsafe|vulnerab|broken|invalid'

# A list of CPU flags follows. QEMU 7 begins each line with "x86".
models() {
    qemu-system-x86_64 -cpu help |
        awk '/^Recognized/ { exit } { sub(/^ *(x86 )? */, "") } NF && !/:$/ && $1 !~ /-v[0-9]+$|^(host|base)$/ { print $1 }'
}

image_of() { # RELEASE
    local tree release
    tree=$(KUIPC_TEST_KERNEL=$1 kernel_build_tree)
    release=${tree##*/linux-headers-}
    first_file "$tree/../../../boot/vmlinuz-$release" "$tree/../../lib/modules/$release/vmlinuz"
}

# Without an initramfs it ends in a panic, which ends QEMU: that is left out, with the trace behind it.
boot() { # IMAGE MODEL
    timeout 300 qemu-system-x86_64 -M pc -accel tcg -cpu "$2" -m 256 -nodefaults -no-user-config -display none \
        -no-reboot -serial "file:$scratch/$2" -kernel "$1" -append 'console=ttyS0 nokaslr panic=-1 no_timer_check' \
        < /dev/null > /dev/null 2>&1 || true
    tr -d '\r' < "$scratch/$2" | sed '/VFS: Cannot open root device/,$d' | grep -aiE "$READS_LIKE_TROUBLE" || true
}

in_scratch
for release in "${@:-${KUIPC_TEST_KERNEL-}}"; do
    image=$(image_of "$release")
    [[ -n $image ]] || give_up "$release: there is no image beside its headers"
    for model in $(models); do
        boot "$image" "$model"
    done
done | awk '{ text = $0; sub(/^\[[^]]*\] /, "", text); gsub(/[0-9]+/, "0", text) } !seen[text]++'
