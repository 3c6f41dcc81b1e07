#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# sudo tests/debian.sh [bookworm | trixie]... [--kernels] [--keep]: the README's two commands in a minimal Debian of
# each suite (trixie), made by debootstrap from this machine's own mirror, from nothing: a clone of what is committed
# here, no packages, an empty cache. As on most installed systems the ordinary busybox is there before kuipc comes.
# What this machine needs to reach the network it hands on: the proxy variables, and the certificates that it trusts
# (NODE_EXTRA_CA_CERTS=FILE: these instead), which npm asks for behind a proxy with a certificate of its own.
#
# --kernels   and ./tests/run.sh --kernels in it, for every kernel that this suite's compiler can build for
# --keep      leave the folder, whose name is said, to look into
#
# What was said stays in build/debian/<suite>/. An hour or more of a machine with two cores, 8 GB of disk. Mounts and
# processes live in namespaces of their own and go with them. Status 0: all passed; 1: something did not; 5: it could
# not be tried.
set -euo pipefail
shopt -s nullglob inherit_errexit

SOURCE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/.." && pwd)
readonly SOURCE
# shellcheck source-path=SCRIPTDIR/..
. "$SOURCE/vm/end.sh"
. "$SOURCE/vm/say.sh"
. "$SOURCE/vm/cache.sh"
. "$SOURCE/vm/setup.sh"
. "$SOURCE/vm/archive.sh"
. "$SOURCE/vm/boot.sh"

readonly ROOM_MB=8000
readonly TRUSTED=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt} TRUSTED_THERE=/etc/kuipc-machine.crt
SUITES=() WITH_KERNELS='' KEEP='' YES='' OFFLINE='' WORK='' STATUS=0

read_arguments() {
    while (($#)); do
        case $1 in
        --kernels) WITH_KERNELS=yes ;;
        --keep) KEEP=yes ;;
        --yes) YES=yes ;;
        --help | -h) sed -n '4,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; leave 0 ;;
        -*) fail "$STATUS_USAGE" "unknown option '$1'" "tests/debian.sh --help" ;;
        *) SUITES+=("$1") ;;
        esac
        shift
    done
    ((${#SUITES[@]})) || SUITES=(trixie)
}

check_machine() {
    local free
    [[ $EUID -eq 0 ]] || fail "$STATUS_SETUP" "only root can make another system" "sudo tests/debian.sh ${SUITES[*]}"
    setup_packages "$SOURCE/vm/packages-debian.txt"
    MIRROR=$(machine_mirror any)
    [[ -n $MIRROR ]] || fail "$STATUS_SETUP" "this machine's package sources name no mirror to take packages from" "apt-get update"
    free=$(df -Pm "$WORK" | awk 'NR == 2 { print $4 }')
    ((free >= ROOM_MB)) || fail "$STATUS_SETUP" "only $free MB are free where $WORK lies; a suite takes $ROOM_MB" \
        "TMPDIR=FOLDER_ELSEWHERE tests/debian.sh"
}

make_system() { # SUITE FOLDER LOGS
    say "$1: making a minimal system"
    perform_or_fail "debootstrap could not make $1" apart debootstrap --variant=minbase "$1" "$2" "$MIRROR"
    cp /etc/resolv.conf "$2/etc/resolv.conf"
    [[ ! -r $TRUSTED ]] || cp "$TRUSTED" "$2$TRUSTED_THERE"
    git clone --quiet --no-local "$SOURCE" "$2/root/kuipc"
    within "$2" sh -c 'apt-get -q update && apt-get -q install -y --no-install-recommends busybox' > "$3/busybox.log" 2>&1 ||
        fail "$STATUS_SETUP" "the ordinary busybox could not be installed: $3/busybox.log"
}

# What the network asks of a program, as this machine's environment says it.
network_variables() {
    local name
    for name in http_proxy https_proxy ftp_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        [[ -z ${!name-} ]] || printf '%s=%s\n' "$name" "${!name}"
    done
    [[ ! -r $TRUSTED ]] || printf 'NODE_EXTRA_CA_CERTS=%s\n' "$TRUSTED_THERE"
}

# apart COMMAND...: with mounts and processes of its own, which end with it, and it with us: in the background, so that
# a signal to us is not kept until it is done.
apart() {
    bind_to_us KILL
    "${BOUND[@]}" unshare --mount --propagation private --pid --fork --kill-child "$@" < /dev/null &
    wait "$!"
}

# within FOLDER COMMAND...: in that system, with what a system has mounted.
within() {
    local folder=$1 network
    shift
    mapfile -t network < <(network_variables)
    # shellcheck disable=SC2016 # the inner shell's own
    apart sh -euc '
        root=$1
        shift
        mount -t proc proc "$root/proc"
        mount -t sysfs -o ro sysfs "$root/sys"
        mkdir -p "$root/dev/pts" "$root/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
        mount -t tmpfs tmpfs "$root/dev/shm"
        exec chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb DEBIAN_FRONTEND=noninteractive "$@"
    ' sh "$folder" "${network[@]}" "$@"
}

# try SUITE FOLDER NAME WORD...: a command of the README in the clone.
try() {
    local suite=$1 folder=$2 log=$RESULTS/$1/$3.log since=$EPOCHSECONDS status=0
    shift 3
    say "$suite: $*"
    # shellcheck disable=SC2016
    within "$folder" sh -c 'cd /root/kuipc && exec "$@"' sh "$@" > "$log" 2>&1 || status=$?
    printf '%-9s %-32s status %d, %d s, %s\n' "$suite" "$*" "$status" $((EPOCHSECONDS - since)) "${log#"$PWD/"}"
    ((status == 0)) || { STATUS=1; tail -n 25 "$log" >&2; }
}

try_suite() { # SUITE
    local folder=$WORK/$1
    rm -rf "${RESULTS:?}/$1"
    mkdir -p "$folder" "$RESULTS/$1"
    make_system "$1" "$folder" "$RESULTS/$1"
    try "$1" "$folder" run_bench ./run_bench.sh --yes
    try "$1" "$folder" tests ./tests/run.sh --yes
    [[ -z $WITH_KERNELS ]] || try "$1" "$folder" kernels ./tests/run.sh --kernels --yes
    [[ -n $KEEP ]] || rm -rf --one-file-system "$folder"
}

# shellcheck disable=SC2317 # of a trap
undo() {
    [[ -n $WORK ]] || return 0
    if [[ -n $KEEP ]]; then say "kept: $WORK"; else rm -rf --one-file-system "$WORK"; fi
}

readonly RESULTS=$SOURCE/build/debian
read_arguments "$@"
WORK=$(mktemp -d "${TMPDIR:-/var/tmp}/kuipc-debian.XXXXXX")
check_machine
for suite in "${SUITES[@]}"; do
    try_suite "$suite"
done
leave "$STATUS"
