#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What goes into the guest, without a boot. Usage: packing.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

# make_busybox APPLET...: one with shared libraries, as the package of that name has.
make_busybox() {
    mkdir "$scratch/bin"
    {
        printf '#include <math.h>\n#include <stdio.h>\nint main(int n, char **v) { printf("'
        printf '%s\\n' "$@"
        printf '"); return (int)sqrt(n - 1 + (v == 0)) - 1; }\n'
    } > "$scratch/busybox.c"
    cc -o "$scratch/bin/busybox" "$scratch/busybox.c" -lm
}

# shellcheck disable=SC2034,SC2317 # read and called by what is sourced
packed() (
    KERNEL_IMAGE='' KUIPC_GUEST_MODULES='' WORK=$scratch/work
    mkdir "$WORK"
    # shellcheck source=vm/end.sh
    . "$SOURCE/vm/end.sh"
    # shellcheck source=vm/say.sh
    . "$SOURCE/vm/say.sh"
    # shellcheck source=vm/pack.sh
    . "$SOURCE/vm/pack.sh"
    PATH=$scratch/bin:$PATH
    mkdir -p "$scratch/root/bin"
    pack_busybox "$scratch/root"
    leave 0
)

# Most installed systems have it: initramfs-tools brings it.
busybox_with_libraries() {
    local library
    make_busybox busybox sh mount insmod modprobe rmmod ifconfig dmesg tar stty poweroff setsid cttyhack
    packed || give_up "it was not packed"
    [[ $(readlink "$scratch/root/bin/tar") == busybox && ! -L $scratch/root/bin/busybox ]] || give_up "no applets"
    for library in $(ldd "$scratch/bin/busybox" | grep -o '/[^ ]*'); do
        [[ -s $scratch/root$library ]] || give_up "$library was left out"
    done
    # The interpreter itself, which no linker names: the kernel starts it.
    [[ $(find "$scratch/root" -name 'ld-linux*' | wc -l) == 1 ]] || give_up "no loader: $(find "$scratch/root")"
}

busybox_that_lacks_an_applet() {
    status=0
    make_busybox busybox sh mount insmod modprobe rmmod ifconfig dmesg tar stty poweroff setsid
    packed 2> "$scratch/err" || status=$?
    ended_with 5 'has no cttyhack'
}

begin
"$1"
