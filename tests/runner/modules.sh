#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Modules that do not compile for the kernel at hand, with a copy of the sources that is spoilt. Usage: modules.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

# copy STEM...: the sources of these alone.
copy() {
    cp -r "$SOURCE/modules" "$SOURCE/common" "$SOURCE/Makefile.kbuild" "$scratch/"
    sed -i "s/^stems := .*/stems := $*/" "$scratch/modules/Kbuild"
}

# built: the modules for the test kernel out of the copy; prints what did not build, a line each. In a shell of its
# own: variables of the runner are read-only here.
# shellcheck disable=SC2016 # its own
built() {
    env KDIR="$(kernel_build_tree)" SOURCE="$SOURCE" scratch="$scratch" bash -euo pipefail -O nullglob 2> "$scratch/err" -c '
        WORK=$scratch/tmp BUILD=$scratch/build SOURCES=$scratch AS_BUILDER=() KERNEL_MARK="" KERNEL_RELEASE=test
        APT_OPTIONS=() KERNEL_KDIR=$KDIR
        . "$SOURCE/vm/end.sh"
        . "$SOURCE/vm/say.sh"
        . "$SOURCE/vm/modules.sh"
        build_modules
        ((${#NOT_BUILT[@]} == 0)) || printf "%s\n" "${NOT_BUILT[@]}"
        leave 0'
}

modules_are() { # NAME...
    local found
    found=$(find "$scratch/build/modules-test" -name '*.ko' -printf '%f\n' | sort | xargs)
    [[ $found == "$*" ]] || give_up "built: $found, not $*"
}

# One of them does not compile, one calls what this kernel does not export: the others are there, with their reasons.
some_do_not_compile() {
    copy noop ioctl procfs
    [[ -z $(built) ]] || give_up "not built: $(built)"
    modules_are kuipc_ioctl.ko kuipc_noop.ko kuipc_procfs.ko
    echo 'int spoilt = no_such_word;' >> "$scratch/modules/ioctl.c"
    sed -i 's/^module_init/void no_such_call(void);\nvoid kuipc_spoilt(void);\nvoid kuipc_spoilt(void)\n{\n\tno_such_call();\n}\n&/' \
        "$scratch/modules/procfs.c"
    built > "$scratch/not_built" || give_up "status $?: $(< "$scratch/err")"
    grep -qE '^ioctl=ioctl\.c:[0-9]+:[0-9]+: error: .*no_such_word' "$scratch/not_built" ||
        give_up "the compiler is not quoted: $(< "$scratch/not_built")"
    grep -qE '^procfs=ERROR: modpost: .*no_such_call' "$scratch/not_built" || give_up "modpost is not quoted: $(< "$scratch/not_built")"
    modules_are kuipc_noop.ko
}

# Nothing to measure, then: the compiler is shown, and it is a failure.
none_compiles() {
    status=0
    copy noop ioctl
    echo 'int spoilt = no_such_word;' >> "$scratch/modules/control.c"
    built > "$scratch/not_built" || status=$?
    ((status == 5)) || give_up "ended with $status"
    grep -q 'no_such_word' "$scratch/err" || give_up "the compiler is not shown: $(< "$scratch/err")"
}

begin
"$1"
