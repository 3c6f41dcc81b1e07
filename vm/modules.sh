# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds the modules for the kernel at hand, into a folder of that kernel's own, only what changed.

MODULES=''      # the folder of the .ko files for the kernel at hand; empty without modules
MODULE_COUNT=0
NOT_BUILT=()    # STEM=REASON of each module that does not compile for it
MODULE_CC=''    # the compiler, where it is not the one that the kernel's own build names

readonly REASON_LENGTH=200 # all of them have to fit into the guest's job

# build_modules: for KERNEL_KDIR. One module that does not compile is rows that are skipped, with the compiler's
# first words as their reason; it is a failure only where none compiles.
build_modules() {
    MODULES=$BUILD/modules-$KERNEL_RELEASE$KERNEL_MARK NOT_BUILT=()
    choose_compiler
    make_modules || make_each_module
    local built=("$MODULES"/*.ko)
    MODULE_COUNT=${#built[@]}
}

# For the progress line: "13 of 14 modules, ".
modules_built() {
    local of=''
    ((${#NOT_BUILT[@]} == 0)) || of=" of $((MODULE_COUNT + ${#NOT_BUILT[@]}))"
    ((MODULE_COUNT == 0)) || printf '%d%s modules, ' "$MODULE_COUNT" "$of"
}

make_modules() { # WORD OF MAKE...
    : > "$WORK/log"
    perform "${AS_BUILDER[@]}" make -j "$(nproc)" -C "$SOURCES" -f Makefile.kbuild "KDIR=$KERNEL_KDIR" "OUT=$MODULES" \
        ${MODULE_CC:+"CC=$MODULE_CC"} "$@"
}

make_each_module() {
    local stem stems all=() good=() reason
    stems=$(sed -n 's/^stems *:= *//p' "$SOURCES/modules/Kbuild")
    cp "$WORK/log" "$WORK/all.log"
    for stem in $stems; do
        all+=("$stem")
        rm -f "$MODULES/kuipc_$stem.ko"
        stage_note "building $stem by itself: not all modules build"
        if VERBOSE='' make_modules "stems=$stem"; then
            good+=("$stem")
        else
            reason=$(first_complaint "$WORK/log")
            NOT_BUILT+=("$stem=$reason")
            say "kuipc_$stem does not build for $KERNEL_RELEASE, its rows are skipped: $reason"
        fi
    done
    ((${#good[@]})) || fail_with_log "$WORK/all.log" "the modules do not build for $KERNEL_RELEASE" \
        make -C "$SOURCES" -f Makefile.kbuild "KDIR=$KERNEL_KDIR" "OUT=$MODULES"
    make_modules "stems=${good[*]}" || fail_with_log "$WORK/log" "the modules do not build for $KERNEL_RELEASE" \
        make -C "$SOURCES" -f Makefile.kbuild "KDIR=$KERNEL_KDIR" "OUT=$MODULES" "stems=${good[*]}"
}

# first_complaint LOG: of the compiler, or of modpost where the kernel does not export something; in one line, as
# far as printable, without our folder.
first_complaint() {
    local line
    line=$(grep -aE -m 1 '(error|ERROR):|\*\*\*' "$1" | LC_ALL=C tr -cd '[:print:]' || true)
    line=${line//"$MODULES/"/}
    printf '%s' "${line:0:REASON_LENGTH}"
}

# Debian's headers name the compiler that built the kernel. Where the distribution has it no more, a newer one
# serves an older kernel; an older one does not know the options of a newer kernel.
choose_compiler() {
    local named
    MODULE_CC=''
    named=$(sed -n 's/^CC = .*\(gcc-[0-9]*\)$/\1/p' "$KERNEL_KDIR/.kernelvariables" 2> /dev/null || true)
    [[ -n $named ]] && ! type -P "$named" > /dev/null || return 0
    if (APT_OPTIONS=() && apt_cache show "$named" > /dev/null); then
        install_packages "$named"
    elif ((${named#gcc-} < $(gcc -dumpversion | cut -d . -f 1))); then
        MODULE_CC=gcc
        say "$KERNEL_RELEASE was built with $named, which is not to be had here; its modules are built with gcc $(gcc -dumpversion)"
    else
        fail "$STATUS_SETUP" "$KERNEL_RELEASE was built with $named, and so must be its modules; it is not to be had here" \
            "./run_bench.sh    # this Debian's own kernel"
    fi
}
