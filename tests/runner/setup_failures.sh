#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A machine that lacks something is told what, and the command that mends it, with status 5. Usage:
# setup_failures.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

# A PATH with every tool but one.
hide() {
    mkdir "$scratch/path"
    find /usr/sbin /usr/bin /sbin/ /bin/ -maxdepth 1 ! -type d -print0 |
        xargs -0 ln -sft "$scratch/path"
    rm "$scratch/path/$1"
}

mended_by() {
    grep -q -e "^  try: .*$1" "$scratch/err" || give_up "no command that would mend it: $(< "$scratch/err")"
}

missing_tool() {
    hide "$1"
    PATH=$scratch/path runner --offline --out "$run"
    ended_with 5 "$2"
    mended_by "apt-get install.* $2"
}

# Root too has to agree: an apt-get that notes what it is asked to install stands in for the real one.
without_cmake() {
    hide cmake
    rm "$scratch/path/apt-get"
    printf '#!/bin/sh\ncase " $* " in *" install -y "*) touch "%s" ;; esac\n' "$scratch/installed" > "$scratch/path/apt-get"
    chmod 755 "$scratch/path/apt-get"
    [[ $EUID -eq 0 ]] || type -P sudo > /dev/null || skip "this user cannot become root"
}

not_installed() { [[ ! -e $scratch/installed ]] || give_up "installed packages though nobody agreed"; }

nobody_agrees() {
    without_cmake
    PATH=$scratch/path runner --out "$run"
    not_installed
    ended_with 5 'nobody is here to agree'
    mended_by 'apt-get install.* cmake'
}

somebody_refuses() {
    without_cmake
    status=0
    PATH=$scratch/path script --quiet --return --command "'$SOURCE/run_bench.sh' --out '$run'" "$scratch/screen" \
        <<< n > /dev/null || status=$?
    not_installed
    ((status == 5)) || give_up "ended with $status: $(< "$scratch/screen")"
    grep -q 'Install them with .*apt-get? \[Y/n\]' "$scratch/screen" || give_up "did not ask: $(< "$scratch/screen")"
    nothing_left
}

kvm_that_does_not_work() {
    runner --offline --accel kvm --no-modules --filter '^floor/empty$' --set quick --out "$run"
    ((status != 0)) || skip "KVM works here"
    ended_with 5 '/dev/kvm|KVM'
    mended_by '--accel tcg'
}

cache_that_is_no_folder() {
    touch "$scratch/file"
    KUIPC_CACHE=$scratch/file/cache runner --offline --out "$run"
    ended_with 5 'cache'
    mended_by 'KUIPC_CACHE='
}

empty_cache_offline() {
    KUIPC_CACHE=$scratch/cache runner --offline --out "$run"
    ended_with 5 'no kernel is in the cache, and --offline'
}

page_without_echarts() {
    KUIPC_CACHE=$scratch/cache runner report "$SOURCE/tests/report/golden/result-1.json" --offline --out "$scratch/page"
    ended_with 5 'ECharts.*--offline'
    mended_by 'KUIPC_ECHARTS=FILE'
    KUIPC_ECHARTS=$scratch/none runner report "$SOURCE/tests/report/golden/result-1.json" --out "$scratch/page"
    ended_with 2 'KUIPC_ECHARTS.*no such file'
    [[ ! -e $scratch/page ]] || give_up "wrote a page without charts"
}

# A script that lost its end is fetched again; offline it is named. The npm here is a stand-in.
# shellcheck disable=SC2016 # the stand-in's own
page_with_damaged_echarts() {
    local result=$SOURCE/tests/report/golden/result-1.json file
    export KUIPC_CACHE=$scratch/cache
    mkdir "$scratch/bin"
    printf '#!/bin/sh\nmkdir -p "$3/node_modules/echarts/dist"\necho "window.whole = 1;" > "$3/node_modules/echarts/dist/echarts.min.js"\n' > "$scratch/bin/npm"
    chmod 755 "$scratch/bin/npm"
    export PATH=$scratch/bin:$PATH
    runner report "$result" --out "$scratch/one"
    ((status == 0)) || { cat "$scratch/err"; give_up "ended with $status"; }
    file=$(echo "$KUIPC_CACHE"/page/echarts-*.min.js)
    truncate -s 5 "$file"
    runner report "$result" --offline --out "$scratch/two"
    ended_with 5 "$file is not as it was fetched.*--offline"
    runner report "$result" --out "$scratch/two"
    ((status == 0)) || { cat "$scratch/err"; give_up "ended with $status"; }
    grep -q 'window.whole' "$file" || give_up "was not fetched again"
}

disk_too_small() {
    small_disk 16
    runner --offline --accel tcg --no-modules --out "$run/sub"
    [[ ! -e $run/sub ]] || give_up "left a folder with nothing in it"
    umount "$run"
    ended_with 5 'MB are free'
    mended_by '--out'
}

disk_that_fills_up() {
    small_disk 48
    guest_beside 'echo "kuipc: ready to fill"; sleep 20'
    console_says 'ready to fill'
    dd if=/dev/zero of="$run/fill" bs=1M status=none 2> /dev/null || true
    wait_for_runner
    umount "$run"
    ended_with 5 'disk is full'
    mended_by '--out'
}

small_disk() { # MEGABYTES
    mkdir "$run"
    mount -t tmpfs -o "size=$1m" kuipc-test "$run" 2> /dev/null || skip "mounting a small disk needs root"
    trap 'umount -l "$run" 2> /dev/null || true; rm -rf "$scratch"' EXIT
}

begin
case $1 in
no_qemu) missing_tool qemu-system-x86_64 qemu-system-x86 ;;
no_cmake) missing_tool cmake cmake ;;
*) "$1" ;;
esac
