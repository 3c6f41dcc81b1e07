# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Gets a test kernel of the distribution: packages are downloaded and unpacked into the cache, never
# installed, so that the machine's boot menu stays as it is. What comes out of every way to name a
# kernel is the same variables:

KERNEL_RELEASE='' # as uname -r will say it
KERNEL_IMAGE=''   # the bzImage that QEMU boots
KERNEL_KDIR=''    # the build tree that modules are built against
KERNEL_CONFIG=''  # its .config
KERNEL_HOW=''     # for the first screen: where it came from
KERNEL_MARK=''    # tells it from others of the same release

readonly WHAT_IS_UNPACKED="image, headers, modules of the network"
readonly METAPACKAGE=linux-image-cloud-amd64
readonly OLDER_SUITES="bookworm bookworm-backports" # their tools run on every Debian that kuipc runs on

# use_distribution_kernel [RELEASE]: the current cloud kernel, or the newest one that fits RELEASE.
use_distribution_kernel() {
    local wanted=${1-} release
    IMAGE_PACKAGE=''
    look_everywhere "$wanted"
    release=${IMAGE_PACKAGE#linux-image-}
    # Offline, or the lists are gone: what was unpacked before is as good.
    [[ -n $release ]] || release=$(newest_cached_kernel "$wanted")
    if [[ -z $release ]]; then
        [[ -n $DRY_RUN ]] || fail_without_kernel "$wanted"
        release=RELEASE # which one it is, only the package lists know
    fi
    is_unpacked "$release" || unpack_kernel "$release"
    describe_unpacked_kernel "$release"
}

# The machine's own lists first; then fresh ones; then the suites that have other kernels.
look_everywhere() {
    local wanted=$1 suite
    type -P apt-get > /dev/null || return 0
    APT_OPTIONS=()
    find_in_machine_lists "$wanted" && return
    [[ -z $(newest_cached_kernel "$wanted") ]] || return 0
    look_in_own_sources && find_image_package "$wanted" && return
    [[ -n $wanted ]] || return 0
    for suite in "$(codename)-backports" $OLDER_SUITES; do
        look_in_suite "$suite" && find_image_package "$wanted" && return
    done
    return 0
}

# apt takes a second or more to answer; as long as its lists are the same, so is its answer.
find_in_machine_lists() {
    local answer=$CACHE/kernels/answer-$1
    if [[ -s $answer && $answer -nt /var/lib/apt/lists ]] && is_unpacked "$(< "$answer")"; then
        IMAGE_PACKAGE=linux-image-$(< "$answer")
        return
    fi
    find_image_package "$1" || return 1
    [[ -n $DRY_RUN ]] || { mkdir -p "$CACHE/kernels" && printf '%s\n' "${IMAGE_PACKAGE#linux-image-}" > "$answer"; }
}

fail_without_kernel() {
    local what=${1:+ that fits $1}
    [[ -z $1 || ! -e $1 ]] ||
        fail "$STATUS_SETUP" "no kernel$what; what lies here by that name is taken when it is a path" "./run_bench.sh --kernel ./$1"
    [[ -z $OFFLINE ]] || fail "$STATUS_SETUP" "no kernel$what in the cache, and --offline downloads nothing" "./run_bench.sh setup${1:+ --kernel $1}"
    type -P apt-get > /dev/null ||
        fail "$STATUS_SETUP" "there is no apt-get to fetch a kernel with" "./run_bench.sh --kernel IMAGE --kdir DIR"
    fail "$STATUS_SETUP" "no kernel$what in the package lists, the machine's own or its mirror's backports" \
        "apt-cache search '^linux-image-.*-cloud-amd64$'"
}

describe_unpacked_kernel() {
    local root=$CACHE/kernels/$1
    KERNEL_RELEASE=$1
    KERNEL_IMAGE=$root/boot/vmlinuz-$1
    KERNEL_CONFIG=$root/boot/config-$1
    KERNEL_KDIR=$root/usr/src/linux-headers-$1
    KERNEL_HOW="unpacked, not installed" KERNEL_MARK=''
}

# find_image_package [RELEASE]: sets IMAGE_PACKAGE, or returns 1. The metapackage holds no kernel: what
# it depends on does.
find_image_package() {
    if [[ -z $1 ]]; then
        IMAGE_PACKAGE=$(dependencies_of "$METAPACKAGE" | grep -m 1 -E '^linux-image-[0-9]' || true)
    else
        IMAGE_PACKAGE=$(newest_image_package "$1")
    fi
    [[ -n $IMAGE_PACKAGE ]]
}

# newest_image_package RELEASE: 6.1 is not 6.12, and 6.12-cloud-amd64 is a metapackage. A cloud kernel
# is preferred: two serial ports and few drivers to wait for. A name may be known and its file gone.
newest_image_package() {
    local names package
    names=$(apt-cache "${APT_OPTIONS[@]}" pkgnames "linux-image-$1" 2> /dev/null |
        grep -E "^linux-image-${1//[.+]/\\&}([^0-9].*)?\$" |
        grep -E '^linux-image-[0-9]+\.[0-9]+\.[0-9]+.*-(cloud-)?amd64$' | sort -rV || true)
    for package in $(grep -e '-cloud-' <<< "$names" || true) $names; do
        if apt-cache "${APT_OPTIONS[@]}" show "$package" > /dev/null 2>&1; then
            printf '%s\n' "$package"
            return
        fi
    done
}

dependencies_of() {
    apt-cache "${APT_OPTIONS[@]}" depends --important "$1" 2> /dev/null | sed -n 's/^ *Depends: //p'
}

newest_cached_kernel() {
    local folder
    for folder in "$CACHE"/kernels/"$1"*; do
        ! is_unpacked "${folder##*/}" || printf '%s\n' "${folder##*/}"
    done | sort -V | tail -n 1
}

# is_unpacked RELEASE: what an earlier kuipc unpacked may lack what this one needs.
is_unpacked() {
    local complete=$CACHE/kernels/$1/complete
    [[ -e $complete && $(< "$complete") == "$WHAT_IS_UNPACKED" ]]
}

# Everything goes into a folder beside the final one first: a broken download leaves no half kernel.
unpack_kernel() {
    local release=$1 target=$CACHE/kernels/$1 partial=$CACHE/kernels/.$1.$$ packages
    mapfile -t packages < <(kernel_packages "$release")
    ((${#packages[@]} >= 3)) || [[ -n $DRY_RUN ]] ||
        fail "$STATUS_SETUP" "no kernel headers for $release in the package lists" "apt-get update"
    if [[ -n $DRY_RUN ]]; then
        shown apt-get "${APT_OPTIONS[@]}" download "${packages[@]}"
        return
    fi
    [[ -z $OFFLINE ]] || fail "$STATUS_SETUP" "$release is not in the cache, and --offline downloads nothing" "./run_bench.sh setup"
    rm -rf "$partial"
    mkdir -p "$partial/debs"
    download_into "$partial/debs" "${packages[@]}"
    extract_packages "$partial"
    rm -rf "$partial/debs" "$target"
    printf '%s\n' "$WHAT_IS_UNPACKED" > "$partial/complete"
    mv "$partial" "$target"
    give_to_builder "$CACHE"
}

# Lists that are some weeks old name files that the mirror has replaced: ask once more with fresh ones.
download_into() { # FOLDER PACKAGE...
    local folder=$1
    shift
    stage_note "downloading"
    [[ $EUID -ne 0 || ${#APT_OPTIONS[@]} -ne 0 ]] || APT_OPTIONS=(-o "APT::Sandbox::User=root")
    (cd "$folder" && perform apt-get "${APT_OPTIONS[@]}" -q download "$@") && return
    if [[ ${#APT_OPTIONS[@]} -le 2 ]] && look_in_own_sources; then
        (cd "$folder" && perform apt-get "${APT_OPTIONS[@]}" -q download "$@") && return
    fi
    close_line
    tail -n 5 "$WORK/log" >&2
    fail "$STATUS_SETUP" "the test kernel could not be downloaded" "apt-get update && apt-get download $*"
}

kernel_packages() {
    printf '%s\n' "linux-image-$1" "linux-headers-$1"
    dependencies_of "linux-headers-$1" | grep -E '^linux-(headers|kbuild)-' || true
}

# Of the distribution's own modules those of the network, which some rows need (vm/guest-modules.txt);
# the others are three times the size of all the rest.
extract_packages() {
    local root=$1 package
    for package in "$root"/debs/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --no-wildcards-match-slash \
            --exclude=./{,usr/}'lib/modules/*/kernel/[!dln]*' \
            --exclude=./{,usr/}'lib/modules/*/kernel/drivers/[!nv]*' \
            --exclude=./{,usr/}'lib/modules/*/kernel/drivers/net/*/*' --exclude=./usr/share/doc
    done
    # The one absolute path in the headers; beside each other they work in any folder.
    # shellcheck disable=SC2016
    sed -i 's|^include /usr/src/|include $(dir $(lastword $(MAKEFILE_LIST)))../|' \
        "$root"/usr/src/linux-headers-*-amd64/Makefile
}
