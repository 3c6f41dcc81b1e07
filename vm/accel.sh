# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Which accelerator, which clock, and why. /dev/kvm may exist and open, and a boot-sector probe may pass,
# while a real kernel hangs there (a host that is itself a guest). So the kernel under test is booted once
# until its first word, and the verdict is remembered for this kernel on this machine.

ACCEL_REASON='' # a sentence for the first screen and the result

readonly KVM_PROBE_SECONDS=10

# choose_accel: turns ACCEL and CLOCK into what will be used, or refuses.
choose_accel() {
    local asked_accel=$ACCEL asked_clock=$CLOCK
    case $asked_accel in
    kvm)
        kvm_works || fail "$STATUS_SETUP" "--accel kvm: $KVM_REASON" "./run_bench.sh --accel tcg"
        ACCEL_REASON="asked for by --accel kvm; $KVM_REASON" ;;
    tcg)
        ACCEL_REASON="asked for by --accel tcg" ;;
    auto)
        choose_accel_for "$asked_clock" ;;
    esac
    [[ $asked_clock != auto ]] || choose_clock
    [[ $COMMAND != exec && -z $SHELL_WANTED ]] || return 0 # kuipc times nothing there
    if [[ $CLOCK == wall && $ACCEL == tcg && $asked_accel != tcg ]]; then
        fail "$STATUS_USAGE" "--clock wall would time QEMU's emulation: $KVM_REASON" \
            "./run_bench.sh --on host --clock wall" "./run_bench.sh --accel tcg --clock wall    # marked as emulated"
    fi
}

choose_accel_for() {
    if [[ $1 == counted || ($1 == auto && -n $SHELL_WANTED) ]] ; then
        ACCEL=tcg ACCEL_REASON="instructions are counted by QEMU's emulation"
    elif kvm_works; then
        ACCEL=kvm ACCEL_REASON=$KVM_REASON
    else
        ACCEL=tcg ACCEL_REASON="$KVM_REASON, so QEMU emulates and counts each instruction"
    fi
}

choose_clock() {
    if [[ $ACCEL == kvm || $COMMAND == exec || (-n $SHELL_WANTED && $CPUS -gt 1) ]]; then
        CLOCK=wall
    elif ((CPUS > 1)); then
        usage "--cpus $CPUS needs KVM ($KVM_REASON); the emulated guest that counts instructions has one CPU"
    else
        CLOCK=counted
    fi
}

KVM_REASON=''

# kvm_works: sets KVM_REASON either way.
kvm_works() {
    if [[ ! -e /dev/kvm ]]; then
        KVM_REASON="there is no /dev/kvm"
        return 1
    fi
    if [[ ! -r /dev/kvm || ! -w /dev/kvm ]]; then
        KVM_REASON="/dev/kvm cannot be opened (the group kvm may)"
        return 1
    fi
    if [[ -n $DRY_RUN ]] && ! { type -P qemu-system-x86_64 > /dev/null && [[ -e $KERNEL_IMAGE ]]; }; then
        KVM_REASON="KVM has not been tried yet with this kernel"
        return 1
    fi
    local verdict_file verdict
    verdict_file=$CACHE/kvm/$(kvm_verdict_key)
    if [[ ! -e $verdict_file ]]; then
        mkdir -p "$CACHE/kvm"
        stage_note "trying whether KVM runs this kernel"
        if guest_speaks_under_kvm; then verdict=works; else verdict=hangs; fi
        printf '%s\n' "$verdict" > "$verdict_file"
    fi
    case $(< "$verdict_file") in
    works) KVM_REASON="/dev/kvm runs this kernel" ;;
    *) KVM_REASON="/dev/kvm opens, but a guest kernel hangs on it"; return 1 ;;
    esac
}

# Another kernel, host kernel, processor or QEMU asks anew.
kvm_verdict_key() {
    {
        sha256sum < "$KERNEL_IMAGE"
        uname -r
        cat /etc/machine-id 2> /dev/null || true
        grep -m 1 '^model name' /proc/cpuinfo || true
        qemu-system-x86_64 --version | head -n 1
    } | sha256sum | cut -c 1-32
}

# No initramfs: a kernel that lives says its first word, finds no root and panics, which ends QEMU.
guest_speaks_under_kvm() {
    local console=$WORK/kvm-probe pid deadline=$((EPOCHSECONDS + KVM_PROBE_SECONDS)) spoke=1
    : > "$console"
    bind_to_us KILL
    "${BOUND[@]}" qemu-system-x86_64 -M pc -accel kvm -cpu host -m "$MEMORY" -nodefaults -no-user-config -display none \
        -no-reboot -serial "file:$console" -kernel "$KERNEL_IMAGE" \
        -append "console=ttyS0 earlyprintk=ttyS0 panic=-1" < /dev/null >> "$WORK/log" 2>&1 &
    pid=$!
    while ((EPOCHSECONDS < deadline)); do
        if grep -q 'Linux version' "$console"; then
            spoke=0
            break
        fi
        kill -0 "$pid" 2> /dev/null || break
        pause 0.2
    done
    kill -KILL "$pid" 2> /dev/null || true
    wait "$pid" 2> /dev/null || true
    return "$spoke"
}
