# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The package archive, seen without changing the machine: a private apt state in the cache, filled from
# the machine's own sources, or from the same mirror with another suite. No mirror is named here, and no
# source is added to the machine.

APT_OPTIONS=() # how apt is asked: empty is the machine's own way

# look_in_own_sources: the machine's sources with lists of our own, where its own are empty or stale. One source of
# several that does not answer is noted; the others may have what is looked for.
look_in_own_sources() {
    private_apt own
    update_private_apt "the machine's own sources" || have_private_lists
}

# look_in_suite SUITE: returns 1 where the mirror does not have it.
look_in_suite() {
    local suite=$1 mirror keyring
    mirror=$(machine_mirror "$suite")
    [[ -n $mirror ]] || return 1
    private_apt "$suite"
    keyring=$(first_file /usr/share/keyrings/debian-archive-keyring.{gpg,pgp})
    [[ -n $DRY_RUN ]] || printf 'deb %s %s %s main\n' "${keyring:+[signed-by=$keyring]}" "$mirror" "$suite" > "$CACHE/apt/$suite/sources.list"
    APT_OPTIONS+=(-o "Dir::Etc::sourcelist=$CACHE/apt/$suite/sources.list" -o "Dir::Etc::sourceparts=-")
    update_private_apt "$suite"
}

# machine_mirror SUITE: where this machine gets the distribution itself from, or its security updates. A source
# may be named by the codename, or by its role (stable), which only fetched lists can tell.
machine_mirror() {
    local own
    own=$(codename)
    [[ $1 != *-security ]] || own+=-security
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(CREATED_BY) $(COMPONENT) $(REPO_URI) $(RELEASE) $(CODENAME)' 2> /dev/null |
        awk -v own="$own" '$1 == "Packages" && $2 == "main" && ($4 == own || $5 == own) { print $3; exit }'
}

# apt_cache COMMAND...: what its lists say, of the machine or of a suite.
apt_cache() { LC_ALL=C apt-cache "${APT_OPTIONS[@]}" "$@" 2> /dev/null; }

dependencies_of() { # PACKAGE
    { apt_cache depends --important "$1" || true; } | sed -n 's/^ *Depends: //p'
}

asks_machine_lists() { ((${#APT_OPTIONS[@]} <= 2)); }

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

# update_private_apt WHAT: returns 1 where the lists cannot be had; why stands in LISTS_FAILED, unless the mirror
# only has no such suite.
update_private_apt() {
    local state=${APT_OPTIONS[1]#Dir::State=}
    [[ -z $(find "$state/updated" -mmin "-$LISTS_ARE_FRESH" 2> /dev/null) ]] || return 0
    [[ -z $OFFLINE ]] || return 1
    [[ -z $DRY_RUN ]] || { shown apt-get "${APT_OPTIONS[@]}" update; return 1; }
    stage_note "reading the package lists"
    : > "$WORK/apt.log"
    if apt-get "${APT_OPTIONS[@]}" -q update -o APT::Update::Error-Mode=any > "$WORK/apt.log" 2>&1; then
        touch "$state/updated"
        return
    fi
    cat "$WORK/apt.log" >> "$WORK/log"
    grep -q ' 404 ' "$WORK/apt.log" || LISTS_FAILED="$1: $(sed -n 's/^[EW]: //p' "$WORK/apt.log" | sed -n 1p)"
    return 1
}

have_private_lists() {
    local lists=("${APT_OPTIONS[1]#Dir::State=}"/lists/*_Packages*)
    [[ -e ${lists[0]-} ]]
}
