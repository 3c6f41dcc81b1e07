# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Sets up the packages that a list of vm/packages*.txt names. What is missing is told apart by what the
# package would bring, not by the package: a QEMU built by hand is as good as Debian's.

# What a machine without Debian's packages does instead: bring a kernel, or be Debian for a while.
readonly ELSEWHERE=("./run_bench.sh --kernel IMAGE --kdir DIR"
    "podman run -it -v \"\$PWD:/kuipc\" -w /kuipc debian:13 ./run_bench.sh")

is_debian() {
    # shellcheck disable=SC1091
    type -P apt-get > /dev/null && [[ $(. /etc/os-release 2> /dev/null && printf '%s' "${ID-}") == debian ]]
}

# setup_packages LIST...: leaves their number in PACKAGES_NEEDED, those it installed in PACKAGES_MISSING.
setup_packages() {
    PACKAGES_NEEDED=0 PACKAGES_MISSING=()
    local list
    for list in "$@"; do
        find_missing "$list"
    done
    ((${#PACKAGES_MISSING[@]})) || return 0
    install_packages "${PACKAGES_MISSING[@]}"
}

find_missing() {
    local package probe _
    while read -r package probe _; do
        [[ -n $package && $package != '#'* ]] || continue
        PACKAGES_NEEDED=$((PACKAGES_NEEDED + 1))
        is_there "$probe" || PACKAGES_MISSING+=("$package")
    done < "$1"
}

is_there() {
    case $1 in
    /*) [[ -e $1 ]] ;;
    *) type -P "$1" > /dev/null ;;
    esac
}

install_packages() {
    local install=(apt-get install -y --no-install-recommends "$@") as_root=() both
    [[ $EUID -eq 0 ]] || as_root=(sudo)
    both="$(shown "${as_root[@]}" apt-get update) && $(shown "${as_root[@]}" "${install[@]}")"
    if [[ -n $DRY_RUN ]]; then
        printf '%s\n' "$both"
        return
    fi
    type -P apt-get > /dev/null ||
        fail "$STATUS_SETUP" "missing, and no apt-get to install it: $* (see vm/packages.txt for what each is for)"
    [[ -z $OFFLINE ]] || fail "$STATUS_SETUP" "missing, and --offline downloads nothing: $*" "$both"
    say "missing packages: $* ($(install_size "$@"))"
    ask_for_root "$both"
    update_package_lists
    stage_note "installing $#"
    perform_or_fail "the packages could not be installed" \
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"
}

update_package_lists() {
    stage_note "reading the package lists"
    perform_or_fail "the package lists could not be fetched" "${as_root[@]}" apt-get -q update
}

# What apt itself would say, without asking it to do anything; on a new machine its lists are empty.
install_size() {
    local answer
    answer=$(LC_ALL=C apt-get -o Debug::NoLocking=1 install --assume-no --no-install-recommends "$@" 2> /dev/null |
        sed -n 's/^Need to get \(.*\) of archives\./\1 to download/p
                s/^After this operation, \(.*\) of additional disk space.*/\1 on disk/p' | paste -s -d ' ' || true)
    printf '%s' "${answer:-their size is known after apt-get update}"
}

# Whoever it is, root too: a machine is somebody's.
ask_for_root() {
    local command=$1 answer with=''
    if [[ $EUID -ne 0 ]]; then
        with='sudo '
        type -P sudo > /dev/null || fail "$STATUS_SETUP" "root is needed to install them" "su -c '${command//sudo /}'"
    fi
    if [[ -z $YES ]]; then
        [[ -t 0 && -t 2 ]] || fail "$STATUS_SETUP" "nobody is here to agree; install them, or give --yes" "$command"
        close_line
        read -r -p "Install them with ${with}apt-get? [Y/n] " answer || answer=n
        [[ -z $answer || $answer == [yY]* ]] || fail "$STATUS_SETUP" "not installed" "$command"
    fi
    # It asks for a password here, and not in the middle of a progress line.
    [[ $EUID -eq 0 || ! -t 0 ]] || sudo -v || true
}
