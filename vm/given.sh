# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# A kernel that somebody built: a tree (or its O= folder), or an image with its build folder. It is
# compared with vm/kuipc.config before it boots, so that a missing option is named and not guessed.

# use_given_kernel PATH [KDIR]
use_given_kernel() {
    local path=${1%/} kdir=${2-}
    [[ -e $path ]] || usage "--kernel $1: there is no such file or folder"
    path=$(realpath -- "$path")
    if [[ -d $path ]]; then
        [[ -z $kdir ]] || usage "--kdir belongs to an image; $1 is a folder and its own --kdir"
        KERNEL_IMAGE=$path/arch/x86/boot/bzImage KERNEL_KDIR=$path KERNEL_HOW="built in $1"
        [[ -e $KERNEL_IMAGE ]] || fail "$STATUS_SETUP" "$1 is not built: it has no arch/x86/boot/bzImage" "$(shown make -C "$1" bzImage modules)"
    else
        [[ -n $kdir ]] || usage "--kernel $1 is an image; name its build folder with --kdir DIR"
        [[ -d $kdir ]] || usage "--kdir $kdir: there is no such folder"
        KERNEL_IMAGE=$path KERNEL_KDIR=$(realpath -- "$kdir") KERNEL_HOW="given"
    fi
    KERNEL_CONFIG=$KERNEL_KDIR/.config
    check_readable "$KERNEL_IMAGE" "$KERNEL_CONFIG"
    # Two trees of one release may be configured differently: no object of one serves the other.
    KERNEL_MARK=-$(sha256sum <<< "$KERNEL_KDIR" | cut -c 1-8)
    KERNEL_RELEASE=$(release_of_tree "$KERNEL_KDIR")
    [[ -n $KERNEL_RELEASE ]] ||
        fail "$STATUS_SETUP" "$KERNEL_KDIR is not prepared for modules" "$(shown make -C "$KERNEL_KDIR" modules_prepare)"
    check_image_release
    check_config
}

# release_of_tree KDIR: as the kernel says it and its modules have to. In Debian's headers kernel.release is the
# version of the sources, 6.1.192, and not the name of the kernel, 6.1.0-56-amd64.
release_of_tree() {
    sed -n 's/^#define UTS_RELEASE "\(.*\)"$/\1/p' "$1/include/generated/utsrelease.h" 2> /dev/null ||
        cat "$1/include/config/kernel.release" 2> /dev/null || true
}

# Some distributions let only root read an image in /boot.
check_readable() { # FILE...
    local file
    for file in "$@"; do
        [[ ! -e $file || -r $file ]] ||
            fail "$STATUS_SETUP" "$file cannot be read" "sudo chmod a+r $(shown "$file")"
    done
}

# The bzImage says its version behind the offset at 0x20e; modules of another release do not load.
check_image_release() {
    local magic offset release
    magic=$(dd if="$KERNEL_IMAGE" bs=1 skip=514 count=4 status=none)
    [[ $magic == HdrS ]] || usage "$KERNEL_IMAGE is no x86 bzImage"
    offset=$(od -An -tu2 -j 526 -N 2 "$KERNEL_IMAGE")
    release=$(dd if="$KERNEL_IMAGE" bs=1 skip=$((offset + 512)) count=128 status=none | tr '\0' '\n' | head -n 1)
    [[ ${release%% *} == "$KERNEL_RELEASE" ]] ||
        usage "the image is ${release%% *} and the build folder is $KERNEL_RELEASE: modules would not load"
}

# Each line of vm/kuipc.config that the kernel does not have, with what it is needed for.
check_config() {
    local line why='' missing=''
    [[ -e $KERNEL_CONFIG ]] || fail "$STATUS_SETUP" "there is no $KERNEL_CONFIG to check the kernel's options in"
    while IFS= read -r line; do
        case $line in
        '# '*) why=${line#\# } ;;
        CONFIG_*=y) grep -qFx "$line" "$KERNEL_CONFIG" || missing+="  $line  ($why)"$'\n' ;;
        esac
    done < "$SOURCE/vm/kuipc.config"
    [[ -n $missing ]] || return 0
    close_line
    complain "kuipc: $KERNEL_RELEASE lacks what the test kernel needs:" "${missing%$'\n'}"
    fail "$STATUS_SETUP" "merge vm/kuipc.config into its configuration and build it again" \
        "$(shown scripts/kconfig/merge_config.sh -m .config "$SOURCE/vm/kuipc.config") && make olddefconfig && make"
}
