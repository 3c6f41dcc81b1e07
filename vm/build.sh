# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds the user side once, in build/, only what changed. The modules: vm/modules.sh.

readonly KUIPC=$SOURCE/build/report/kuipc # whatever is measured, it is this tree's tool that reads it
TOOL_BUILD=''   # the process that builds the report tool beside the guest, as long as it does
AS_BUILDER=()   # never build as root because of sudo: the files would belong to root afterwards

# use_sources FOLDER: whose programs and modules are built and measured from here on.
use_sources() {
    SOURCES=$1 BUILD=$1/build
    HARNESS=${KUIPC_HARNESS:-$BUILD/bench/kuipc-bench} # another program may stand in for it, in tests
    CONFORMANCE=$BUILD/tests/kuipc-conformance
}
use_sources "$SOURCE"

if [[ $EUID -eq 0 && -n ${SUDO_UID-} && -n ${SUDO_GID-} ]]; then
    AS_BUILDER=(setpriv --reuid "$SUDO_UID" --regid "$SUDO_GID" --clear-groups --)
fi

build_programs() { # TARGET...
    local cmake=("${AS_BUILDER[@]}" cmake -S "$SOURCES" -B "$BUILD" -G Ninja -DCMAKE_BUILD_TYPE=Release) configure=''
    if [[ ! -e $BUILD/build.ninja ]]; then
        cmake+=(-DKUIPC_GROUP_SOURCES=ON)
        configure=yes
    fi
    if [[ " $* " == *" kuipc-conformance "* || " $* " == *" kuipc-fuzz "* ]] && ! grep -qs '^KUIPC_TESTS:BOOL=ON' "$BUILD/CMakeCache.txt"; then
        cmake+=(-DKUIPC_TESTS=ON)
        configure=yes
    fi
    # A checkout that was moved or copied brings a cache which points elsewhere.
    if [[ -e $BUILD/CMakeCache.txt ]] && ! grep -qFx "CMAKE_HOME_DIRECTORY:INTERNAL=$SOURCES" "$BUILD/CMakeCache.txt"; then
        perform rm -rf "$BUILD/CMakeCache.txt" "$BUILD/CMakeFiles"
        configure=yes
    fi
    [[ -z $configure ]] || perform_or_fail "cmake could not configure the build" "${cmake[@]}"
    perform_or_fail "the build failed" "${AS_BUILDER[@]}" ninja -C "$BUILD" "$@"
}

# On a fresh machine the report tool takes longer to compile than the guest to measure, and is asked only
# afterwards. Counts do not mind the company; nanoseconds would. The guest, which has but one thread, goes first.
# The build folder's lock is kept until it is done.
build_tool_aside() {
    bind_to_us TERM
    "${AS_BUILDER[@]}" "${BOUND[@]}" nice ninja -C "$BUILD" kuipc > "$WORK/tool.log" 2>&1 < /dev/null &
    TOOL_BUILD=$!
}

await_tool() {
    local status=0
    [[ -n $TOOL_BUILD ]] || return 0
    stage_note "building what reads the results"
    wait "$TOOL_BUILD" || status=$?
    TOOL_BUILD=''
    ((status == 0)) || fail_with_log "$WORK/tool.log" "the build failed" ninja -C "$BUILD" kuipc
}

stop_tool_build() {
    [[ -z $TOOL_BUILD ]] || end_process "$TOOL_BUILD"
    TOOL_BUILD=''
}

# What root made in a checkout that is not root's.
give_to_builder() {
    ((${#AS_BUILDER[@]} == 0)) || chown -R "$SUDO_UID:$SUDO_GID" "$@"
}
