#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Which kernel a name means, without apt, network or boot: package lists, an archive and a cache are made here, and
# stand-ins for apt-get and apt-cache read them. Usage: releases.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

# lists_have RELEASE...: the machine's package lists; fresh_lists_have: those of its mirror, as they are now.
lists_have() { packages "$@" > "$scratch/machine"; }
fresh_lists_have() { packages "$@" > "$scratch/fresh"; }

# The first is what the metapackage depends on. Names of headers, of a metapackage and without a package.
packages() {
    printf 'meta %s\n' "$1"
    printf 'package %s\n' "$@" 6.12-cloud-amd64
    printf 'name %s\n' 6.12.999+deb13-cloud-amd64 6.12.117+deb13-cloud-amd64-unsigned
}

archive_has() { printf '%s\n' "$@" > "$scratch/archive"; }

# cache_has RELEASE...: unpacked and sealed.
cache_has() {
    local root release
    for release in "$@"; do
        root=$KUIPC_CACHE/kernels/$release
        mkdir -p "$root/boot" "$root/usr/src"
        head -c 70000 /dev/urandom > "$root/boot/vmlinuz-$release"
        echo CONFIG > "$root/boot/config-$release"
        sealed "$root"
    done
}

sealed() ( # FOLDER
    # shellcheck source=vm/unpack.sh
    . "$SOURCE/vm/unpack.sh"
    seal "$1"
    printf '%s\n' "$WHAT_IS_UNPACKED" > "$1/complete"
)

# What apt would say. A package that is downloaded is its name; dpkg-deb below makes a kernel of it.
make_stand_ins() {
    mkdir "$scratch/bin"
    cat > "$scratch/bin/apt-cache" << 'APT'
#!/usr/bin/env bash
lists=$SCRATCH/machine
[[ " $* " != *Dir::State* ]] || lists=$SCRATCH/fresh
for last; do :; done
case " $* " in
*' pkgnames '*) sed -n 's/^\(package\|name\) /linux-image-/p' "$lists" | grep "^$last" ;;
*' show '*) grep -qFx "package ${last#linux-image-}" "$lists" ;;
*' depends '*linux-image-cloud-amd64*) sed -n 's/^meta /  Depends: linux-image-/p' "$lists" ;;
*' depends '*linux-headers-*) echo "  Depends: linux-headers-common" ;;
*) exit 100 ;;
esac
APT
    cat > "$scratch/bin/apt-get" << 'APT'
#!/usr/bin/env bash
case " $* " in
*' indextargets '*) echo Packages main mirror "$CODENAME" "$CODENAME" ;;
*' update '*)
    [[ ! -e $SCRATCH/down ]] || { echo 'W: the mirror did not answer'; exit 100; }
    echo >> "$SCRATCH/updates"
    [[ " $* " == *Dir::State=*/own\ * ]] || { echo 'E: 404  Not Found: no such suite'; exit 100; } ;;
*' download '*)
    for last; do
        [[ $last != linux-image-* ]] || grep -qFx "${last#linux-image-}" "$SCRATCH/archive" || exit 100
    done
    for last; do [[ $last != linux-* ]] || echo "$last" > "$last.deb"; done ;;
esac
APT
    cat > "$scratch/bin/dpkg-deb" << 'DEB'
#!/usr/bin/env bash
name=$(< "$2") root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
case $name in
linux-image-*) mkdir "$root/boot"; echo image > "$root/boot/vmlinuz-${name#linux-image-}"; echo CONFIG > "$root/boot/config-${name#linux-image-}" ;;
linux-headers-*-amd64)
    mkdir -p "$root/usr/src/$name"
    printf 'KBUILD_OUTPUT=/usr/src/%s\ninclude /usr/src/linux-headers-common/Makefile\n' "$name" > "$root/usr/src/$name/Makefile" ;;
esac
tar -c -C "$root" .
DEB
    chmod 755 "$scratch"/bin/*
    export SCRATCH=$scratch CODENAME PATH=$scratch/bin:$PATH
}

# found [WANTED]: the release that a run would boot, or its failure.
# shellcheck disable=SC1090,SC2030,SC2031,SC2034,SC2317 # read and called by what is sourced
found() (
    WORK=$scratch/work OFFLINE=${OFFLINE-} YES='' QUIET=yes
    mkdir -p "$WORK"
    for part in end say cache setup kernel archive unpack; do . "$SOURCE/vm/$part.sh"; done
    give_to_builder() { :; }
    use_distribution_kernel "${1-}" 2> "$scratch/err"
    printf '%s' "$KERNEL_RELEASE"
    leave 0
)

# means WANTED RELEASE
means() {
    local release
    release=$(found "$1") || give_up "--kernel '$1': $(< "$scratch/err")"
    [[ $release == "$2" ]] || give_up "--kernel '$1' takes $release, not $2"
}

# refused WANTED PATTERN
refused() {
    local release status=0
    release=$(found "$1") || status=$?
    ((status == 5)) || give_up "--kernel '$1': status $status, $release"
    grep -qE -e "$2" "$scratch/err" || give_up "--kernel '$1' does not say '$2': $(< "$scratch/err")"
}

# Debian 13 with what earlier runs fetched.
cache_goes_by_components() {
    lists_have 6.12.117+deb13-cloud-amd64
    fresh_lists_have 6.12.117+deb13-cloud-amd64
    cache_has 6.12.117+deb13-cloud-amd64 6.1.0-56-cloud-amd64 6.1.0-56-amd64 6.1.0-5-cloud-amd64
    means 6.1 6.1.0-56-cloud-amd64
    means 6.1.0-5 6.1.0-5-cloud-amd64
    means 6.1.0-56-amd64 6.1.0-56-amd64
    means 6.12.117 6.12.117+deb13-cloud-amd64
    rm -r "$KUIPC_CACHE/kernels/"*6.1.0-5*
    refused 6.1 'no kernel that fits 6\.1 '
    refused 6.12.1 'no kernel that fits 6\.12\.1 '
    OFFLINE=yes refused 6.1 'fits 6\.1 is in the cache'
}

lists_go_by_components() {
    lists_have 6.1.0-56-cloud-amd64 6.1.0-55-cloud-amd64 6.12.117+deb13-amd64 6.12.117+deb13-rt-amd64 6.12.12+deb13-cloud-amd64 \
        6.12.94+deb13-cloud-amd64
    fresh_lists_have 6.1.0-56-cloud-amd64
    cache_has 6.1.0-56-cloud-amd64 6.12.117+deb13-amd64 6.12.12+deb13-cloud-amd64 6.12.94+deb13-cloud-amd64
    means 6.1 6.1.0-56-cloud-amd64
    means 6.12 6.12.94+deb13-cloud-amd64
    means 6.12.12 6.12.12+deb13-cloud-amd64
    means 6.12.117 6.12.117+deb13-amd64
    refused 6.12.1 'no kernel that fits 6\.12\.1 '
    refused 6.12.11 'no kernel that fits 6\.12\.11 '
    means '' 6.1.0-56-cloud-amd64
}

# As an earlier version noted it, or a hand.
noted_answer_has_to_fit() {
    lists_have 6.12.117+deb13-cloud-amd64
    fresh_lists_have 6.12.117+deb13-cloud-amd64
    cache_has 6.12.117+deb13-cloud-amd64 6.1.0-56-cloud-amd64
    echo 6.12.117+deb13-cloud-amd64 > "$KUIPC_CACHE/kernels/answer-6.1"
    touch -d '+1 hour' "$KUIPC_CACHE/kernels/answer-6.1"
    means 6.1 6.1.0-56-cloud-amd64
}

# What somebody fetched by name is not the distribution's own.
empty_lists_are_fetched() {
    lists_have ''
    fresh_lists_have 6.1.0-56-cloud-amd64
    archive_has 6.1.0-56-cloud-amd64
    cache_has 6.12.117+deb13-cloud-amd64
    means '' 6.1.0-56-cloud-amd64
    cache_has 7.3.4+deb13-cloud-amd64
    OFFLINE=yes means '' 6.1.0-56-cloud-amd64
    touch "$scratch/down"
    rm "$KUIPC_CACHE"/apt/own/updated
    means '' 6.1.0-56-cloud-amd64
}

abi_that_is_gone() {
    lists_have 6.1.0-50-cloud-amd64
    fresh_lists_have 6.1.0-56-cloud-amd64
    archive_has 6.1.0-56-cloud-amd64
    means '' 6.1.0-56-cloud-amd64
    rm -r "$KUIPC_CACHE"
    means 6.1 6.1.0-56-cloud-amd64
    archive_has none
    rm -r "$KUIPC_CACHE"
    refused '' 'could not be downloaded'
}

# Nobody may conclude from a mirror that does not answer that there is no such kernel.
mirror_that_does_not_answer() {
    lists_have 6.1.0-56-cloud-amd64
    fresh_lists_have 6.1.0-56-cloud-amd64
    touch "$scratch/down"
    refused 6.12 'could not be fetched: .*the mirror did not answer'
    rm "$scratch/down"
    refused 6.12 'mirror.s other suites'
}

# Paths in the headers point into the cache, the output's as well as the sources'.
headers_are_moved() {
    local folder=$KUIPC_CACHE/kernels/7.3.4+deb13-cloud-amd64/usr/src said
    lists_have 7.3.4+deb13-cloud-amd64
    archive_has 7.3.4+deb13-cloud-amd64
    means 7.3 7.3.4+deb13-cloud-amd64
    mkdir "$folder/linux-headers-common"
    # shellcheck disable=SC2016 # make's own
    echo '$(info $(realpath $(lastword $(MAKEFILE_LIST))) $(realpath $(KBUILD_OUTPUT)))all:;@:' > "$folder/linux-headers-common/Makefile"
    said=$(make -s -C "$folder/linux-headers-7.3.4+deb13-cloud-amd64")
    [[ $said == "$(realpath "$folder")/linux-headers-common/Makefile $(realpath "$folder")/linux-headers-7.3.4+deb13-cloud-amd64" ]] ||
        give_up "the headers say $said"
}

# A file that lost its end, or a bit of it; offline it is named.
damaged_kernel() {
    local image
    lists_have 6.1.0-56-cloud-amd64
    fresh_lists_have 6.1.0-56-cloud-amd64
    archive_has 6.1.0-56-cloud-amd64
    cache_has 6.1.0-56-cloud-amd64
    image=$KUIPC_CACHE/kernels/6.1.0-56-cloud-amd64/boot/vmlinuz-6.1.0-56-cloud-amd64
    truncate -s 1000 "$image"
    OFFLINE=yes refused 6.1 'boot/vmlinuz-6.1.0-56-cloud-amd64 is not as it was fetched'
    means 6.1 6.1.0-56-cloud-amd64
    [[ $(< "$image") == image ]] || give_up "was not fetched again"
    cache_has 6.1.0-56-cloud-amd64
    printf x | dd of="$image" conv=notrunc bs=1 seek=5 status=none
    OFFLINE=yes refused '' 'boot/vmlinuz-6.1.0-56-cloud-amd64 is not as it was fetched'
    rm "${image/vmlinuz/config}"
    OFFLINE=yes refused '' 'boot/config-6.1.0-56-cloud-amd64 is not as it was fetched'
}

# An older Debian's tools run on a newer one; a newer one's need what an older does not have.
suites_that_are_asked() (
    # shellcheck source=vm/kernel.sh
    . "$SOURCE/vm/kernel.sh"
    [[ $(other_suites bookworm | xargs) == 'bookworm-backports bullseye-security bullseye bullseye-backports' ]] || give_up "on 12"
    [[ $(other_suites trixie | xargs) == 'trixie-backports bookworm-security bookworm bookworm-backports bullseye-'* ]] || give_up "on 13"
)

begin
export KUIPC_CACHE=$scratch/cache
CODENAME=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME-}")
mkdir "$KUIPC_CACHE"
make_stand_ins
"$1"
