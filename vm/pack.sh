# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Packs the initramfs: /init, busybox, the programs with their shared libraries, the modules, the job.
# It is reproducible (sorted, one owner, no time stamps) and not compressed, so that the same input gives
# the same guest to the last byte, and another job of the same fixed size moves nothing in its memory.

readonly JOB_BYTES=4096
# Something irrelevant, on purpose: how much does it move the counts? (tests/figures.sh, vm/perturb.sh)
KUIPC_PADDING=${KUIPC_PADDING-}      # bytes of a file that nobody reads
MODULE_ROTATION=${KUIPC_ROTATION:-0} # modules load in another order: rotated by so many
# More of the distribution's modules than vm/guest-modules.txt has: a list like it (tests/guest/ebtables.sh)
KUIPC_GUEST_MODULES=${KUIPC_GUEST_MODULES-}
GUEST_STDIN='' # a file that a program reads there; without one it reads nothing

# pack_initramfs FILE MODULES PROGRAM NAME: MODULES is a folder of .ko files, or empty; so is PROGRAM; NAME is
# its name in the guest. The job is the array JOB: its mode, then the program's arguments, one a line.
pack_initramfs() {
    local file=$1 modules=$2 program=$3 name=$4 root=$WORK/initramfs
    rm -rf "$root"
    mkdir -p "$root"/{bin,dev,proc,sys,out,tmp,kuipc/bin,kuipc/modules}
    install -m 755 "$SOURCE/vm/init" "$root/init"
    pack_busybox "$root"
    [[ -z $program ]] || pack_program "$root" "$program" "$name"
    pack_given_files "$root"
    pack_modules "$root" "$modules"
    [[ -z $modules ]] || pack_distribution_modules "$root"
    [[ -z $GUEST_STDIN ]] || install -m 644 "$GUEST_STDIN" "$root/kuipc/stdin"
    write_job "$root/kuipc/job"
    [[ -z $KUIPC_PADDING ]] || head -c "$KUIPC_PADDING" /dev/zero > "$root/padding"
    find "$root" -exec touch -h -d @0 {} +
    (cd "$root" && find . -print0 | LC_ALL=C sort -z |
        cpio --null --create --format=newc --reproducible --owner=0:0 --quiet) > "$file"
}

# What vm/init calls; there are busyboxes without.
readonly APPLETS="sh mount insmod modprobe rmmod ifconfig dmesg tar stty poweroff setsid cttyhack"

# Whichever is there: a static one, or the one with libraries that most installed systems have. Links made here
# cost the guest no instruction at boot.
pack_busybox() {
    local root=$1 busybox applet applets
    busybox=$(type -P busybox)
    install -m 755 "$busybox" "$root/bin/busybox"
    pack_libraries "$root" "$busybox"
    mapfile -t applets < <("$busybox" --list)
    for applet in $APPLETS; do
        [[ " ${applets[*]} " == *" $applet "* ]] ||
            fail "$STATUS_SETUP" "$busybox has no $applet, which the guest needs" "apt-get install busybox-static"
    done
    for applet in "${applets[@]}"; do
        [[ $applet == busybox ]] || ln -s busybox "$root/bin/$applet"
    done
}

# A script of a test has no libraries of its own.
pack_program() {
    local root=$1 program=$2 target=$1/kuipc/bin/$3
    strip -o "$target" "$program" 2> /dev/null || install -m 755 "$program" "$target"
    chmod 755 "$target"
    pack_libraries "$root" "$program"
}

# --with: as they are.
pack_given_files() {
    local root=$1 file
    for file in "${WITH[@]}"; do
        mkdir -p "$root/root"
        cp -L --preserve=mode -- "$file" "$root/root/"
        pack_libraries "$root" "$file"
    done
}

pack_libraries() {
    local root=$1 program=$2 library
    while IFS= read -r library; do
        [[ -e $root$library ]] || install -D -m 755 "$library" "$root$library"
    done < <(shared_libraries "$program")
}

# "libm.so.6 => /lib/…/libm.so.6 (0x…)" and the loader's own "/lib64/ld-linux… (0x…)".
shared_libraries() {
    local word
    for word in $(ldd "$1" 2> /dev/null || true); do
        [[ $word != /* ]] || printf '%s\n' "$word"
    done
}

# strip_module FROM TO: debug sections name the build folder, and the build ID is a hash over them too; without
# both a module is the same wherever it was built.
strip_module() { strip --strip-debug --remove-section=.note.gnu.build-id -o "$2" "$1"; }

pack_modules() {
    local root=$1 modules=$2 module prefix='' all number=10
    [[ -n $modules ]] || return 0
    all=("$modules"/*.ko)
    ((MODULE_ROTATION == 0 || ${#all[@]} < 2)) ||
        all=("${all[@]:MODULE_ROTATION % ${#all[@]}}" "${all[@]:0:MODULE_ROTATION % ${#all[@]}}")
    for module in "${all[@]}"; do
        # They load in the order of their names.
        ((MODULE_ROTATION == 0)) || prefix=$((number++))-
        strip_module "$module" "$root/kuipc/modules/$prefix${module##*/}"
    done
}

# An image in a folder boot/ has its modules in the lib/modules beside it, those of its release and no
# other's; one that lies among its modules has them there; a tree that somebody built has them where they were
# compiled.
distribution_modules() {
    local folder folders=("${KERNEL_IMAGE%/boot/*}"/{,usr/}lib/modules/"$KERNEL_RELEASE")
    [[ $KERNEL_IMAGE == */boot/vmlinuz* ]] || folders=()
    [[ $KERNEL_IMAGE != */lib/modules/*/vmlinuz ]] || folders=("${KERNEL_IMAGE%/vmlinuz}")
    for folder in "${folders[@]}"; do
        [[ ! -d $folder ]] || { printf '%s\n' "$folder"; return; }
    done
    printf '%s\n' "$KERNEL_KDIR"
}

pack_distribution_modules() {
    local root=$1 folder name found number=10
    folder=$(distribution_modules)
    mkdir -p "$root/kuipc/distribution"
    while read -r name; do
        [[ $name != '#'* ]] || continue
        found=$(find "$folder" -name "$name.ko*" -print -quit)
        case $found in
        *.ko) cp "$found" "$root/kuipc/distribution/$number-$name.ko" ;;
        *.ko.xz) xz -dc "$found" > "$root/kuipc/distribution/$number-$name.ko" ;;
        esac
        number=$((number + 1))
    done < <(cat "$SOURCE/vm/guest-modules.txt" ${KUIPC_GUEST_MODULES:+"$KUIPC_GUEST_MODULES"})
}

write_job() {
    local file=$1 argument size
    for argument in "${JOB[@]}"; do
        [[ $argument != *$'\n'* ]] || fail "$STATUS_USAGE" "an argument with a line break cannot reach the guest"
    done
    printf '%s\n' "${JOB[@]}" > "$file"
    size=$(stat -c %s "$file")
    ((size <= JOB_BYTES)) || fail "$STATUS_USAGE" "the benchmark's arguments take $size bytes; at most $JOB_BYTES fit"
    truncate -s "$JOB_BYTES" "$file"
}
