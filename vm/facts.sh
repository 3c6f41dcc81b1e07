# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What only the host can know about a run, written down by `kuipc note` so that no shell quotes JSON.

note_facts() {
    local notes=(
        "id=${RUN##*/}" "started=$RUN_STARTED" "set=$SET" "tag=$TAG" "seconds:=$((EPOCHSECONDS - RUN_SINCE))"
        "on=$ON" "clock=$CLOCK" "accel=$ACCEL" "accel_reason=$ACCEL_REASON" "timed_out=$TIMED_OUT"
        "release=$KERNEL_RELEASE" "harness_sha256=$(sha256_of "$HARNESS")" "modules_sha256=$(sha256_of_modules)"
        "host.cpu_model=$(host_cpu_model)" "host.cpus:=$(nproc)" "host.kernel=$(uname -r)"
        "host.os=$(host_os)" "host.virtualisation=$(host_virtualisation)"
    )
    note_kuipc_commit
    note_kernel_commit
    if [[ $ON == vm ]]; then
        notes+=(
            "cpus:=$CPUS" "memory_mb:=$MEMORY" "qemu=$(qemu_version)" "qemu_exit:=$QEMU_EXIT" "qemu_signal:=$QEMU_SIGNAL"
            "image_sha256=$(sha256_of "$KERNEL_IMAGE")" "config_sha256=$(sha256_of "$KERNEL_CONFIG")"
            "initramfs_sha256=$(sha256_of "$WORK/initramfs.cpio")"
        )
        [[ -z $END_RECORD ]] || notes+=("end_record:=$END_RECORD")
    else
        notes+=("harness_exit:=$HARNESS_EXIT")
    fi
    "$KUIPC" note --file "$RUN/host.json" "${notes[@]}" -- "${COMMAND_LINE[@]}" || fail_full_disk
}

# note_commit SUBJECT TREE [BEGINNING]: where a clone is, and whether files differ from it. A copy of the
# sources that is no clone has no commit to name, nor has one that is at a commit of another beginning.
note_commit() {
    local commit dirty=false
    commit=$(git -C "$2" rev-parse HEAD 2> /dev/null) && [[ $commit == "${3-}"* ]] || return 0
    [[ -z $(git -C "$2" status --porcelain --untracked-files=no 2> /dev/null) ]] || dirty=true
    notes+=("$1_commit=$commit" "$1_dirty:=$dirty")
}

note_kuipc_commit() {
    if [[ -n $REVISION ]]; then
        notes+=("kuipc_commit=$REVISION" "kuipc_dirty:=false")
    else
        note_commit kuipc "$SOURCE"
    fi
}

# Of a kernel that somebody built in a clone. A release that ends in another commit than the clone is at
# says that it has moved on since, and then nothing is known.
note_kernel_commit() {
    local tree=$KERNEL_KDIR built=''
    [[ $ON == vm && -n $KERNEL_MARK ]] || return 0
    [[ ! -d $tree/source ]] || tree=$tree/source # an O= folder names its sources
    [[ ! $KERNEL_RELEASE =~ -g([0-9a-f]{7,}) ]] || built=${BASH_REMATCH[1]}
    [[ ! -e $tree/.git ]] || note_commit kernel "$tree" "$built"
}

sha256_of() {
    [[ -r $1 ]] || return 0
    sha256sum < "$1" | cut -d ' ' -f 1
}

# One name for all modules as the guest got them: stripped, in order.
sha256_of_modules() {
    local folder=$WORK/initramfs/kuipc/modules module
    [[ $ON == vm ]] || folder=$MODULES
    [[ -n $MODULES && -d $folder ]] || return 0
    # Without the number that a perturbed run puts before each name to load them in another order.
    for module in "$folder"/*.ko; do printf '%s\t%s\n' "${module##*/}" "$module"; done |
        sed 's/^[0-9][0-9]-//' | LC_ALL=C sort | cut -f 2 | tr '\n' '\0' | xargs -0 cat | sha256sum | cut -d ' ' -f 1
}

qemu_version() {
    qemu-system-x86_64 --version | sed -n '1s/^QEMU emulator version //p'
}

host_cpu_model() {
    sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1
}

host_os() {
    # shellcheck disable=SC1091
    (. /etc/os-release 2> /dev/null && printf '%s' "${PRETTY_NAME-}") || true
}

host_virtualisation() {
    if type -P systemd-detect-virt > /dev/null; then
        systemd-detect-virt --vm || true
    elif grep -qw hypervisor /proc/cpuinfo; then
        echo unknown
    else
        echo none
    fi
}
