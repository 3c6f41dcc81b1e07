#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The ABI has one layout: what a 64-bit program, a 32-bit program and a kernel module see of common/ is
# the same to the last byte. Usage: layout.sh 32|cxx|kernel
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

write_source() {
    {
        printf '#include "common/%s"\n' "${headers[@]##*/}"
        awk -f "$SOURCE/tests/abi/layout.awk" "${headers[@]}"
    } > "$scratch/layout.c"
}

# section OBJECT: its table, one row of value and name a line.
section() {
    objcopy -O binary --only-section=.kuipc_layout "$1" "$1.table"
    od -v -A n -w96 -t u8 "$1.table" | awk '{ print $NF }' |
        paste - <(sed -n 's/^\t{ "\(.*\)", .*/\1/p' "$scratch/layout.c")
}

user() { # OBJECT COMPILER FLAGS...
    local object=$1
    shift
    "$@" -Wall -Wextra -Werror -I "$SOURCE" -c "$scratch/layout.c" -o "$object"
}

kernel() { # OBJECT
    local kdir
    kdir=$(kernel_build_tree)
    mkdir "$scratch/kbuild"
    ln -s "$SOURCE/common" "$scratch/kbuild/common"
    cp "$scratch/layout.c" "$scratch/kbuild/layout.c"
    # shellcheck disable=SC2016 # kbuild expands it
    printf 'obj-m := layout.o\nccflags-y := -I$(src)\n' > "$scratch/kbuild/Kbuild"
    make -s -C "$kdir" M="$scratch/kbuild" layout.o
    mv "$scratch/kbuild/layout.o" "$1"
}

headers=("$SOURCE"/common/*.h)
in_scratch
write_source
user "$scratch/reference.o" cc -std=gnu11
case $1 in
32) user "$scratch/other.o" cc -std=gnu11 -m32 -I /usr/include/x86_64-linux-gnu ;;
cxx) user "$scratch/other.o" c++ -std=c++20 -x c++ ;;
kernel) kernel "$scratch/other.o" ;;
esac
section "$scratch/reference.o" > "$scratch/reference"
section "$scratch/other.o" > "$scratch/other"
test -s "$scratch/reference" || give_up "the table is empty: the headers were not understood"
diff --label user --label "$1" -u "$scratch/reference" "$scratch/other" || give_up "the layouts differ"
printf '%s rows agree\n' "$(wc -l < "$scratch/reference")"
