#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes boots.txt: what the test kernel says that reads like trouble, booted on each CPU model that QEMU has, with
# nothing of ours in it. The first time that a line comes up, with the time it had there. No test: it boots some 60
# kernels, a few seconds each.
#
#   tests/kernel_log/boots.sh > tests/kernel_log/boots.txt
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

readonly READS_LIKE_TROUBLE='warn|bug|error|fail|oops|taint|fault|trace|corrupt|stall|bad |unsafe|vulnerab|broken|invalid'

models() { qemu-system-x86_64 -cpu help | awk '$1 == "x86" && $2 !~ /-v[0-9]+$|^(host|base)$/ { print $2 }'; }

# Without an initramfs it ends in a panic, which ends QEMU: that is left out, with the trace behind it.
boot() { # MODEL
    timeout 300 qemu-system-x86_64 -M pc -accel tcg -cpu "$1" -m 256 -nodefaults -no-user-config -display none \
        -no-reboot -serial "file:$scratch/$1" -kernel "$image" -append 'console=ttyS0 nokaslr panic=-1 no_timer_check' \
        < /dev/null > /dev/null 2>&1 || true
    tr -d '\r' < "$scratch/$1" | sed '/VFS: Cannot open root device/,$d' | grep -aiE "$READS_LIKE_TROUBLE" || true
}

in_scratch
tree=$(kernel_build_tree)
image=$(printf '%s\n' "$tree"/../../../boot/vmlinuz-*)
for model in $(models); do
    boot "$model"
done | awk '{ text = $0; sub(/^\[[^]]*\] /, "", text); gsub(/[0-9]+/, "0", text) } !seen[text]++'
