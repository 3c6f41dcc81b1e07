# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# --on host: this machine's own kernel, only because somebody asked for it. What is loaded is unloaded
# whatever happens; where the kernel takes no modules, what needs none still runs.

HARNESS_PID=''
HARNESS_EXIT=0
LOADED=() # modules of ours in this machine's kernel, newest first

run_on_host() {
    KERNEL_RELEASE=$(uname -r) ACCEL=none ACCEL_REASON='this machine itself' CLOCK=wall
    open_run_folder
    load_on_host
    measure_on_host
    unload_from_host
    [[ -n $DRY_RUN ]] || finish_run bench
}

# prepare_host: what the modules need, or why there will be none. Sets NO_MODULES.
prepare_host() {
    KERNEL_RELEASE=$(uname -r) KERNEL_KDIR=/lib/modules/$KERNEL_RELEASE/build
    local why=''
    if [[ -n $NO_MODULES ]]; then
        return
    elif [[ ! -e /proc/modules ]]; then
        why="this kernel takes no modules (CONFIG_MODULES is not set)"
    elif [[ $(cat /proc/sys/kernel/modules_disabled 2> /dev/null) == 1 ]]; then
        why="loading modules is switched off until the next boot (kernel.modules_disabled)"
    elif [[ ! -e $KERNEL_KDIR/Makefile ]]; then
        fail "$STATUS_SETUP" "no build folder for the running kernel $KERNEL_RELEASE" \
            "apt-get install linux-headers-$KERNEL_RELEASE" "./run_bench.sh --on host --no-modules"
    elif [[ $EUID -ne 0 ]]; then
        why="only root may load modules and open their devices (sudo ./run_bench.sh --on host)"
    fi
    [[ -n $why ]] || return 0
    say "no modules: $why; running what needs none"
    NO_MODULES=yes
}

load_on_host() {
    [[ -z $NO_MODULES ]] || return 0
    local module
    say "loading $MODULE_COUNT modules into this machine's kernel: it is tainted (out of tree) until the next boot"
    for module in "$MODULES"/*.ko; do
        if perform insmod "$module"; then
            LOADED=("$(basename "$module" .ko)" "${LOADED[@]}")
        else
            say "not loaded: $module ($(tail -n 1 "$WORK/log"))"
        fi
    done
}

# Also called when we are interrupted or die: what is not loaded is not touched.
unload_from_host() {
    local module left=()
    for module in "${LOADED[@]}"; do
        perform rmmod "$module" || left+=("$module")
    done
    LOADED=()
    ((${#left[@]} == 0)) || {
        printf '%s\n' "${left[@]}" > "$RUN/guest/unload.log"
        say "still loaded: ${left[*]}; try: rmmod ${left[*]}"
    }
}

# In the background, so that Ctrl-C reaches us while it runs.
measure_on_host() {
    local what="this machine, $KERNEL_RELEASE" still=()
    compose_harness_options
    # As in the test kernel, addresses that stay: where a page lies decides some nanoseconds.
    ! setarch --addr-no-randomize true 2> /dev/null || still=(setarch --addr-no-randomize)
    stage_begin 4 start "$what"
    if [[ -n $DRY_RUN ]]; then
        shown "${still[@]}" "$HARNESS" --out "$RUN/guest" "${HARNESS_OPTIONS[@]}"
        return
    fi
    progress_begin "$what"
    : > "$RUN/console.log"
    bind_to_us TERM
    "${BOUND[@]}" "${still[@]}" "$HARNESS" --out "$RUN/guest" "${HARNESS_OPTIONS[@]}" < /dev/null > "$RUN/console.log" 2>&1 &
    HARNESS_PID=$!
    watch_console "$HARNESS_PID" "$RUN/console.log"
    HARNESS_EXIT=0
    wait "$HARNESS_PID" || HARNESS_EXIT=$?
    HARNESS_PID=''
    printf '%s\n' "$HARNESS_EXIT" > "$RUN/guest/exit"
    progress_end
}

stop_harness() {
    [[ -z $HARNESS_PID ]] || kill -TERM "$HARNESS_PID" 2> /dev/null || true
    HARNESS_PID=''
}
