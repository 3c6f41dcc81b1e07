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

FOUND=''        # the release that was found for what is wanted
ANSWERED_BY=''  # whose package lists had it: machine, fresh, or empty for the cache
LISTS_FAILED='' # a suite whose package lists could not be fetched, and why

readonly METAPACKAGE=linux-image-cloud-amd64
readonly SUITES="bullseye bookworm trixie forky" # in time; an older one's tools run on a newer Debian, not the reverse

# use_distribution_kernel [RELEASE]: the current cloud kernel, or the newest one that fits RELEASE.
use_distribution_kernel() {
    local wanted=${1-}
    find_release "$wanted"
    if [[ -z $FOUND ]]; then
        [[ -n $DRY_RUN ]] || fail_without_kernel "$wanted"
        FOUND=RELEASE # which one it is, only the package lists know
    fi
    have_sound_kernel "$FOUND" || fetch_kernel "$wanted"
    describe_unpacked_kernel "$FOUND"
    remember_answer "$wanted"
}

# find_release WANTED: sets FOUND. Offline, or without apt, what was unpacked before is all there is. A release
# that is wanted by name is taken from the cache before the network is asked; the distribution's own is looked up
# anew where the machine's lists have none.
find_release() {
    FOUND='' ANSWERED_BY='' LISTS_FAILED='' APT_OPTIONS=()
    if [[ -z $OFFLINE ]] && type -P apt-get > /dev/null; then
        ! find_in_machine_lists "$1" || return 0
        if [[ -n $1 ]]; then
            FOUND=$(cached_release "$1")
            [[ -z $FOUND ]] || return 0
        fi
        ! find_in_fresh_lists "$1" || return 0
    fi
    FOUND=$(cached_release "$1")
}

# apt takes a second or more to answer; as long as its lists are the same, so is its answer.
find_in_machine_lists() {
    local answer=$CACHE/kernels/answer-$1
    if [[ -s $answer && $answer -nt /var/lib/apt/lists ]] && release_fits "$(< "$answer")" "$1" &&
        is_unpacked "$(< "$answer")"; then
        FOUND=$(< "$answer")
    else
        find_in_lists "$1" && ANSWERED_BY=machine
    fi
}

# The machine's own sources with fresh lists; then the suites that have other kernels.
find_in_fresh_lists() {
    local suite
    ANSWERED_BY=fresh
    ! look_in_own_sources || ! find_in_lists "$1" || return 0
    [[ -z $1 ]] || for suite in $(other_suites "$(codename)"); do
        ! look_in_suite "$suite" || ! find_in_lists "$1" || return 0
    done
    ANSWERED_BY=''
    return 1
}

# other_suites CODENAME: its backports, then what is older, the newest first.
other_suites() {
    local suite older=''
    for suite in $SUITES; do
        [[ $suite != "$1" ]] || break
        older="$suite-security $suite $suite-backports $older"
    done
    printf '%s\n' "$1-backports $older"
}

# find_in_lists WANTED: sets FOUND from the lists that APT_OPTIONS name, or returns 1. The metapackage holds no
# kernel: what it depends on does. A name may be known and its package gone.
find_in_lists() {
    local release
    FOUND=''
    if [[ -z $1 ]]; then
        FOUND=$(dependencies_of "$METAPACKAGE" | sed -n 's/^linux-image-\([0-9]\)/\1/p' | sed -n 1p)
    else
        for release in $(apt_cache pkgnames "linux-image-$1" | sed -n 's/^linux-image-//p' | best_releases "$1"); do
            ! apt_cache show "linux-image-$release" > /dev/null || { FOUND=$release; break; }
        done
    fi
    [[ -n $FOUND ]]
}

# For the next time, and for when there is no network. What the machine's lists did not say has to be asked again.
remember_answer() { # WANTED
    local answer=$CACHE/kernels/answer-$1
    [[ -n $ANSWERED_BY && -z $DRY_RUN ]] || return 0
    printf '%s\n' "$FOUND" > "$answer"
    [[ $ANSWERED_BY == machine ]] || touch -d @0 "$answer"
}

fail_without_kernel() {
    local what=${1:+ that fits $1}
    [[ -z $1 || ! -e $1 ]] ||
        fail "$STATUS_SETUP" "no kernel$what; what lies here by that name is taken when it is a path" "$(shown ./run_bench.sh --kernel "./$1")"
    [[ -z $OFFLINE ]] || fail "$STATUS_SETUP" "no kernel$what is in the cache, and --offline downloads nothing" "$(shown ./run_bench.sh setup ${1:+--kernel "$1"})"
    is_debian || fail "$STATUS_SETUP" "kuipc takes kernels from Debian's packages, and this is no Debian" "${ELSEWHERE[@]}"
    [[ -z $LISTS_FAILED ]] || fail "$STATUS_SETUP" \
        "no kernel$what in the package lists that are here, and others could not be fetched: $LISTS_FAILED" "apt-get update"
    fail "$STATUS_SETUP" "no kernel$what in the package lists, the machine's own or its mirror's other suites" \
        "apt-cache search '^linux-image-.*-cloud-amd64$'"
}

describe_unpacked_kernel() {
    local root=$CACHE/kernels/$1 own=usr/lib/modules/$1
    KERNEL_RELEASE=$1
    # The second names are those of split packages.
    KERNEL_IMAGE=$(first_file "$root/boot/vmlinuz-$1" "$root/$own/vmlinuz")
    KERNEL_CONFIG=$(first_file "$root/boot/config-$1" "$root/$own/config")
    KERNEL_KDIR=$root/usr/src/linux-headers-$1
    KERNEL_HOW="unpacked, not installed" KERNEL_MARK=''
}
