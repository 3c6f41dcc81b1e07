# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The package archive, seen without changing the machine: a private apt state in the cache, filled from
# the machine's own sources, or from the same mirror with another suite. No mirror is named here, and no
# source is added to the machine.

APT_OPTIONS=() # how apt is asked: empty is the machine's own way

# look_in_own_sources: the machine's sources with lists of our own, where its own are empty or stale.
look_in_own_sources() {
    private_apt own
    update_private_apt
}

# look_in_suite SUITE: returns 1 where the mirror does not have it.
look_in_suite() {
    local suite=$1 mirror keyring
    mirror=$(machine_mirror)
    [[ -n $mirror ]] || return 1
    private_apt "$suite"
    keyring=$(first_file /usr/share/keyrings/debian-archive-keyring.{gpg,pgp})
    [[ -n $DRY_RUN ]] || printf 'deb %s %s %s main\n' "${keyring:+[signed-by=$keyring]}" "$mirror" "$suite" > "$CACHE/apt/$suite/sources.list"
    APT_OPTIONS+=(-o "Dir::Etc::sourcelist=$CACHE/apt/$suite/sources.list" -o "Dir::Etc::sourceparts=-")
    update_private_apt
}

# Where this machine gets the distribution itself from, not its security updates.
machine_mirror() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(CREATED_BY) $(COMPONENT) $(RELEASE) $(REPO_URI)' 2> /dev/null |
        awk -v suite="$(codename)" '$1 == "Packages" && $2 == "main" && $3 == suite { print $4; exit }'
}

codename() {
    # shellcheck disable=SC1091
    (. /etc/os-release && printf '%s' "${VERSION_CODENAME-}")
}

first_file() {
    local file
    for file in "$@"; do
        [[ ! -e $file ]] || { printf '%s' "$file"; return; }
    done
}

private_apt() { # NAME
    local state=$CACHE/apt/$1
    [[ -n $DRY_RUN ]] || mkdir -p "$state/lists/partial" "$state/archives/partial"
    APT_OPTIONS=(-o "Dir::State=$state" -o "Dir::State::lists=$state/lists" -o "Dir::State::status=/dev/null"
        -o "Dir::Cache=$state" -o "Dir::Cache::archives=$state/archives" -o "Acquire::Languages=none"
        -o "Debug::NoLocking=1")
    # apt would hand the download to a user who may not enter the cache.
    [[ $EUID -ne 0 ]] || APT_OPTIONS+=(-o "APT::Sandbox::User=root")
}

readonly LISTS_ARE_FRESH=60 # minutes

update_private_apt() {
    local state=${APT_OPTIONS[1]#Dir::State=}
    [[ -z $(find "$state/updated" -mmin "-$LISTS_ARE_FRESH" 2> /dev/null) ]] || return 0
    [[ -z $OFFLINE ]] || return 1
    [[ -z $DRY_RUN ]] || { shown apt-get "${APT_OPTIONS[@]}" update; return 1; }
    stage_note "reading the package lists"
    perform apt-get "${APT_OPTIONS[@]}" -q update -o APT::Update::Error-Mode=any || return 1
    touch "$state/updated"
}
