# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Fetches a kernel's packages and unpacks them into the cache, with checksums beside them: a cache outlives many
# runs, and a disk that was full or a machine that lost power leaves files that look whole.

# have_sound_kernel RELEASE: it is in the cache, as it was unpacked. Offline a damaged one is named.
have_sound_kernel() {
    local damaged
    is_unpacked "$1" || return 1
    # An earlier kuipc kept no sums to hold it against.
    [[ -e $CACHE/kernels/$1/files ]] || { [[ -n $OFFLINE ]]; return; }
    damaged=$(damaged_file "$CACHE/kernels/$1")
    [[ -n $damaged ]] || return 0
    [[ -z $OFFLINE ]] || fail "$STATUS_SETUP" "$CACHE/kernels/$1/$damaged is not as it was fetched, and --offline downloads nothing" \
        "$(shown ./run_bench.sh setup --kernel "$1")"
    say "$CACHE/kernels/$1/$damaged is not as it was fetched: fetching that kernel again"
    return 1
}

# seal FOLDER: notes what lies in it. Large files by their sum, and all by their size: there are 12,000 headers.
seal() {
    (cd "$1" && sizes > files && find . -type f -size +63k -print0 | LC_ALL=C sort -z | xargs -0r sha256sum > sha256sums)
}

# damaged_file FOLDER: the first that is missing or not as sealed; nothing where all are. More files do no harm.
damaged_file() {
    local line
    (
        cd "$1" || exit
        line=$(LC_ALL=C comm -23 files <(sizes) | sed -n 1p)
        [[ -n $line ]] || line=$(LC_ALL=C sha256sum --check --quiet sha256sums 2> /dev/null | sed -n '1s/: FAILED.*//p')
        [[ -z $line ]] || printf '%s\n' "${line#*./}"
    )
}

sizes() { find . -type f ! -path ./files ! -path ./sha256sums ! -path ./complete -printf '%s %p\n' | LC_ALL=C sort; }

# fetch_kernel WANTED: FOUND, into the cache. Lists that are some weeks old name packages that the archive has
# replaced: look once more in fresh ones, which may name another kernel.
fetch_kernel() {
    [[ -z $OFFLINE ]] || fail "$STATUS_SETUP" "$FOUND is not in the cache, and --offline downloads nothing" "$(shown ./run_bench.sh setup ${1:+--kernel "$1"})"
    ! unpack_kernel "$FOUND" || return 0
    if asks_machine_lists && look_in_own_sources && find_in_lists "$1"; then
        ! have_sound_kernel "$FOUND" || return 0
        ! unpack_kernel "$FOUND" || return 0
    fi
    fail_download "the test kernel $FOUND could not be downloaded" "linux-image-$FOUND"
}

# unpack_kernel RELEASE: returns 1 where it cannot be downloaded. Everything goes into a folder beside the final
# one first: a broken download leaves no half kernel.
unpack_kernel() {
    local release=$1 target=$CACHE/kernels/$1 partial=$CACHE/kernels/.$1.$$ packages
    mapfile -t packages < <(kernel_packages "$release")
    ((${#packages[@]} >= 3)) || [[ -n $DRY_RUN ]] || return 1
    if [[ -n $DRY_RUN ]]; then
        shown apt-get "${APT_OPTIONS[@]}" download "${packages[@]}"
        return
    fi
    rm -rf "$partial"
    mkdir -p "$partial/debs"
    download "$partial/debs" "${packages[@]}" || { rm -rf "$partial"; return 1; }
    extract_packages "$partial"
    rm -rf "$partial/debs" "$target"
    seal "$partial"
    printf '%s\n' "$WHAT_IS_UNPACKED" > "$partial/complete"
    mv "$partial" "$target"
    give_to_builder "$CACHE"
}

# Since 7.2 an image package only depends on those that hold something.
kernel_packages() {
    printf '%s\n' "linux-image-$1" "linux-headers-$1"
    dependencies_of "linux-image-$1" | grep -E '^linux-(base|binary|modules)-[0-9]' || true
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
            --exclude=./{,usr/}'lib/modules/*/kernel/drivers/net/*/*' --exclude=./usr/share
    done
    move_headers "$root"/usr/src/linux-headers-*-amd64/Makefile
}

# move_headers MAKEFILE: the absolute paths in the headers; beside each other they work in any folder.
# shellcheck disable=SC2016 # make's own
move_headers() {
    sed -i -e 's|^include /usr/src/|include $(dir $(lastword $(MAKEFILE_LIST)))../|' \
        -e 's|^KBUILD_OUTPUT *=.*|KBUILD_OUTPUT := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))|' "$1"
}

# download_into FOLDER PACKAGE...: or fails.
download_into() {
    local folder=$1
    shift
    ! download "$folder" "$@" || return 0
    if asks_machine_lists && look_in_own_sources; then
        ! download "$folder" "$@" || return 0
    fi
    fail_download "the packages could not be downloaded" "$@"
}

download() { # FOLDER PACKAGE...
    local folder=$1
    shift
    stage_note "downloading"
    [[ $EUID -ne 0 || ${#APT_OPTIONS[@]} -ne 0 ]] || APT_OPTIONS=(-o "APT::Sandbox::User=root")
    (cd "$folder" && perform apt-get "${APT_OPTIONS[@]}" -q download "$@")
}

fail_download() { # MESSAGE PACKAGE...
    local message=$1
    shift
    close_line
    tail -n 5 "$WORK/log" >&2 || true
    fail "$STATUS_SETUP" "$message" "apt-get update && $(shown apt-get download "$@")"
}
