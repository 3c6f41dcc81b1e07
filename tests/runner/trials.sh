#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The trials on other kernels and other Debians, with stand-ins for what takes them an hour.
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

# In run_bench.sh's place: 6.1 stands still while it boots, before its first row.
write_runner() { # FILE
    cat > "$1" << 'STAND_IN'
#!/usr/bin/env bash
set -euo pipefail
if [[ $1 == compare ]]; then
    printf '%s to %s\n12 regressions\n' "$2" "$3"
    exit 1
fi
while (($#)); do
    case $1 in
    --kernel) kernel=$2; shift ;;
    --out) out=$2; shift ;;
    esac
    shift
done
printf '[2/5] test kernel  %s.1-amd64, unpacked\n[3/5] build        15 modules, harness\n' "$kernel"
[[ -n ${out-} ]] || exit 0
mkdir -p "$out/guest"
if [[ $out == */conformance ]]; then
    printf '%s\n' '"status": "RUN"' '"status": "RUN"' '"result": "SKIPPED"' > "$out/guest/conformance.json"
    exit 0
fi
printf '{}\n' > "$out/result.json"
: > "$out/guest/benchmarks.jsonl"
[[ $kernel != 6.1 ]] || { printf 'kuipc: the guest stood still\n' >&2; exit 5; }
printf '{"status":"ok"}\n' > "$out/guest/benchmarks.jsonl"
STAND_IN
    chmod 755 "$1"
}

# It is no kernel's fault, and its neighbours are compared with each other.
kernel_that_could_not_be_tried() {
    local tree=$scratch/tree status=0
    mkdir -p "$tree/tests"
    cp -r "$SOURCE/vm" "$tree/"
    cp "$SOURCE/tests/kernels.sh" "$tree/tests/"
    write_runner "$tree/run_bench.sh"
    KUIPC_CACHE=$scratch/cache "$tree/tests/kernels.sh" 5.10 6.1 6.12 > "$scratch/out" 2> "$scratch/err" || status=$?
    cat "$scratch/out" "$scratch/err"
    ((status == 5)) || give_up "ended with $status, not 5"
    grep -q '^6\.1\.1-amd64 .* 15 .* 0/0 .* 1/0/1 .* -$' "$scratch/out" || give_up "6.1 is not said as it was"
    grep -q '^6\.12\.1-amd64 .* 1/0 .* 12 regressions$' "$scratch/out" || give_up "6.12 was not compared"
    grep -q '/5.10/run to .*/6.12/run$' "$tree/build/kernels/5.10-to-6.12.txt" || give_up "6.12 was not compared with 5.10"
    grep -qx '6.1: kuipc: the guest stood still' "$scratch/err" || give_up "does not say why"
    nothing_left
}

# What it started is gone, although only the script itself was told.
system_that_is_interrupted() {
    [[ $EUID -eq 0 ]] || skip "only root can make another system"
    unshare --mount --pid --fork true 2> /dev/null || skip "no namespaces are to be had here"
    mkdir "$scratch/bin"
    printf '#!/bin/sh\necho begun > "%s/making"\nsleep 1000\n:\n' "$scratch" > "$scratch/bin/debootstrap"
    chmod 755 "$scratch/bin/debootstrap"
    PATH=$scratch/bin:$PATH "$SOURCE/tests/debian.sh" nonsuch > "$scratch/out" 2> "$scratch/err" < /dev/null &
    boot_pid=$!
    comes_to_say script "$scratch/making" "$scratch/err" begun
    kill -TERM "$boot_pid"
    status=0
    wait "$boot_pid" || status=$?
    ended_with 130 'interrupted'
    ! pgrep -f "$scratch/bin/debootstrap" > /dev/null || give_up "left what it had started running"
}

begin
"$1"
