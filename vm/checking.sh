# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The checking kernel: the distribution's own source with every checker that kuipc's modules can trip,
# compiled once and kept in the cache. What is kept can be given to run_bench.sh --kernel. Its name says
# what it was made from, so that another source, option or compiler makes another one:
#
#   <cache>/checking/<source version>-<hash of the wanted options and the compiler>

CHECKING_TREE=''   # the folder that --kernel takes
CHECKING_SOURCE='' # the source package and its version
CHECKING_MAKE=''   # the process that compiles, as long as it does

readonly SOURCE_METAPACKAGE=linux-source
readonly COMPILED_FILES=1300 # about; for the estimate
readonly ROOM_TO_BUILD_MB=4000
readonly COMPILER_LINE_EVERY=60 # seconds between plain progress lines

# use_checking_kernel: takes it from the cache, or builds it.
use_checking_kernel() {
    local key package='' version='' lock
    find_kernel_source
    [[ -n $version ]] || version=$(cached_version)
    key=$(checking_key "$version")
    [[ -n $version ]] || fail "$STATUS_SETUP" "no kernel source in the package lists" "apt-get update"
    CHECKING_SOURCE="$package $version"
    CHECKING_TREE=$CACHE/checking/$version-$key
    [[ ! -e $CHECKING_TREE ]] || return 0
    [[ -z $OFFLINE ]] || fail "$STATUS_SETUP" "the checking kernel is not in the cache, and --offline downloads nothing" \
        "./tests/run.sh --checking kernel"
    mkdir -p "$CACHE/checking"
    exec {lock}> "$CACHE/checking/lock"
    flock -n "$lock" || { stage_note "waiting for another build of it"; flock "$lock"; }
    # The other one may have built it meanwhile.
    [[ -e $CHECKING_TREE ]] || build_checking_kernel "$CACHE/checking/.$version-$key" "$package"
    exec {lock}>&-
}

# What the result depends on, but for the source: comments and order do not count.
checking_key() { # VERSION
    { wanted_options "$1"; gcc --version | head -n 1; } | sha256sum | cut -c 1-12
}

# Of one option that two files have, the last word counts.
wanted_options() { # VERSION
    local files=("$SOURCE"/vm/{kuipc,checking}.config) later since
    for later in "$SOURCE"/vm/checking-*.config; do
        since=${later##*/checking-}
        since=${since%.config}
        ! sort -CV <<< "$since"$'\n'"$1" || files+=("$later")
    done
    grep -hE '^(# )?CONFIG_' "${files[@]}" |
        awk '{ name = $0; sub(/^# /, "", name); sub(/[= ].*/, "", name); last[name] = $0 }
             END { for (name in last) print last[name] }' | LC_ALL=C sort
}

# find_kernel_source: sets package and version of use_checking_kernel, or leaves the version empty.
find_kernel_source() {
    type -P apt-get > /dev/null || return 0
    APT_OPTIONS=()
    ask_for_source
    [[ -z $version ]] || return 0
    ! look_in_own_sources || ask_for_source
}

ask_for_source() {
    package=$(dependencies_of "$SOURCE_METAPACKAGE" | grep -m 1 '^linux-source-[0-9]' || true)
    [[ -z $package ]] ||
        version=$(apt-cache "${APT_OPTIONS[@]}" show "$package" 2> /dev/null | sed -n 's/^Version: //p' | sort -rV | head -n 1)
}

# Without lists, whichever was built before with the same options.
cached_version() {
    local tree version found=()
    for tree in "$CACHE"/checking/*-*; do
        tree=${tree##*/}
        version=${tree%-*}
        [[ ${tree##*-} != "$(checking_key "$version")" ]] || found+=("$version")
    done
    ((${#found[@]} == 0)) || printf '%s\n' "${found[@]}" | sort -V | tail -n 1
}

# An interrupted build goes on where it was; only a finished one gets its name.
build_checking_kernel() { # FOLDER PACKAGE
    local building=$1 tree=$1/source
    if [[ ! -e $building/unpacked ]]; then
        rm -rf "$building"
        mkdir -p "$building/debs" "$tree"
        check_room_to_build
        download_into "$building/debs" "$2"
        stage_note "unpacking $2"
        unpack_source "$building/debs" "$tree"
        rm -rf "$building/debs"
        touch "$building/unpacked"
    fi
    configure_checking_kernel "$tree" "$version"
    compile_checking_kernel "$tree" "$building/log"
    rm -rf "$building/kept"
    mkdir "$building/kept"
    keep_what_modules_need "$tree" "$building/kept"
    mv -T "$building/kept" "$CHECKING_TREE"
    rm -rf "$building"
    give_to_builder "$CACHE/checking"
}

check_room_to_build() {
    local free
    free=$(df -Pm "$CACHE" | awk 'NR == 2 { print $4 }')
    ((free >= ROOM_TO_BUILD_MB)) || fail "$STATUS_SETUP" \
        "only $free MB are free where $CACHE lies; the checking kernel takes $ROOM_TO_BUILD_MB to build" \
        "KUIPC_CACHE=FOLDER_ELSEWHERE ./tests/run.sh --checking"
}

# The package holds one tar file with everything.
unpack_source() { # FOLDER TREE
    local package=("$1"/*.deb)
    dpkg-deb --fsys-tarfile "${package[0]}" | tar -x -O --wildcards './usr/src/linux-source-*.tar.xz' |
        tar -x -J -C "$2" --strip-components=1
}

configure_checking_kernel() { # TREE VERSION
    local tree=$1
    stage_note "configuring"
    wanted_options "$2" > "$WORK/wanted.config"
    perform_or_fail "the kernel cannot be configured" make -C "$tree" tinyconfig
    (cd "$tree" && perform_or_fail "the options cannot be merged" \
        scripts/kconfig/merge_config.sh -m .config "$WORK/wanted.config")
    perform_or_fail "the kernel cannot be configured" make -C "$tree" olddefconfig
    check_wanted_options "$tree/.config" "$2"
}

# A checker that is silently absent would find nothing for ever.
check_wanted_options() { # CONFIG VERSION
    local line missing=''
    while IFS= read -r line; do
        has_option "$1" "$line" || missing+=" ${line#\# }"
    done < <(wanted_options "$2")
    [[ -z $missing ]] || fail 1 "the checking kernel did not take these options of vm/*.config:$missing"
}

# has_option CONFIG LINE: an option that is off may also not be mentioned at all.
has_option() {
    local name
    case $2 in
    CONFIG_*) grep -qFx -- "$2" "$1" ;;
    *)
        name=${2#\# }
        ! grep -q "^${name%% *}=" "$1" ;;
    esac
}

compile_checking_kernel() { # TREE LOG
    local status=0 before
    touch "$2"
    before=$(compiled_files "$2")
    bind_to_us TERM
    "${BOUND[@]}" nice make -C "$1" -j "$(nproc)" KBUILD_BUILD_TIMESTAMP=1970-01-01 KBUILD_BUILD_USER=kuipc \
        KBUILD_BUILD_HOST=kuipc bzImage modules >> "$2" 2>&1 < /dev/null &
    CHECKING_MAKE=$!
    watch_compiler "$CHECKING_MAKE" "$2" "$before"
    wait "$CHECKING_MAKE" || status=$?
    CHECKING_MAKE=''
    ((status == 0)) && return
    close_line
    tail -n 25 "$2" >&2 || true
    fail 1 "the checking kernel does not compile; all of it: $2"
}

watch_compiler() { # PID LOG FILES_BEFORE
    local since=$EPOCHSECONDS said=$EPOCHSECONDS text
    while kill -0 "$1" 2> /dev/null; do
        sleep 1
        text=$(compiler_progress "$(compiled_files "$2")" "$3" $((EPOCHSECONDS - since)))
        if on_terminal; then
            stage_note "$text"
        elif ((EPOCHSECONDS - said >= COMPILER_LINE_EVERY)); then
            said=$EPOCHSECONDS
            stage_line "$text"
        fi
    done
}

compiled_files() { # LOG
    grep -c '^  CC ' "$1" || true
}

compiler_progress() { # FILES BEFORE SECONDS
    local done=$(($1 - $2)) left=$((COMPILED_FILES - $1))
    ((left > 0)) || left=0
    printf 'compiling, %d of about %d files' "$1" "$COMPILED_FILES"
    ((done < 50)) || printf ', about %d min left' $((($3 * left / done + 59) / 60))
}

stop_compiler() {
    [[ -z $CHECKING_MAKE ]] || end_process "$CHECKING_MAKE"
    CHECKING_MAKE=''
}

# As the kernel's own packages of headers choose it, and what boots: some 50 MB of 3 GB.
keep_what_modules_need() { # TREE KEPT
    files_to_keep "$1" | LC_ALL=C sort -u | tar -c -C "$1" -T - | tar -x -C "$2"
}

files_to_keep() { # TREE
    cd "$1" || return
    find . arch/x86 -maxdepth 1 -name 'Makefile*'
    find include scripts tools/objtool/objtool \( -type f -o -type l \) ! -name '*.o' ! -name '*.cmd'
    find arch/x86 -path '*/include/*' -type f
    printf '%s\n' .config Module.symvers System.map arch/x86/boot/bzImage
}
