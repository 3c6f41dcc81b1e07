#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# exec: a program in the test kernel. What it says and how it ends is what the command says and how that ends.
# Usage: exec.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

# a_script TEXT [NAME]
a_script() {
    printf '#!/bin/sh\n%s\n' "$1" > "$scratch/${2-job}"
    chmod 755 "$scratch/${2-job}"
}

# in_guest ARGUMENTS...: without modules a boot takes half as long.
in_guest() { runner exec --accel tcg --no-modules --offline "$@"; }

refused() { # PATTERN ARGUMENTS...
    local pattern=$1
    shift
    runner exec "$@"
    ended_with 2 "$pattern"
    [[ ! -s $scratch/out ]] || give_up "wrote to stdout: $(< "$scratch/out")"
}

refusals() {
    a_script 'exit 0'
    printf 'text\n' > "$scratch/text"
    printf '#!/usr/bin/perl -w\n' > "$scratch/perl"
    printf '#!/usr/bin/env perl\n' > "$scratch/env"
    printf '\177ELF\002\001\001%9s\003\000\267\000' '' > "$scratch/arm"
    chmod 755 "$scratch"/{perl,env,arm}
    refused 'exec takes a program'
    refused 'exec takes a program' --cpus 2
    refused 'no such file' "$scratch/none"
    refused 'no file that can be read' "$scratch"
    refused 'not executable' "$scratch/text"
    chmod 755 "$scratch/text"
    refused 'neither an x86-64 program nor a script' "$scratch/text"
    refused 'script for /usr/bin/perl' "$scratch/perl"
    refused 'script for perl' "$scratch/env"
    refused 'another processor' "$scratch/arm"
    refused 'line break' "$scratch/job" $'a\nb'
    refused 'at most [0-9]* fit' "$scratch/job" "$(head -c 5000 /dev/zero | tr '\0' x)"
    refused 'not for exec' --filter x "$scratch/job"
    refused 'not on the host' --on host "$scratch/job"
    refused 'one --kernel' --kernel 6.1 --kernel 6.12 "$scratch/job"
    refused 'no such file' --with "$scratch/none" "$scratch/job"
    mkdir "$scratch/other"
    a_script 'exit 0' other/job
    refused 'both would be /root/job' --with "$scratch/other/job" "$scratch/job"
}

# With the modules, options of the runner before and of the program behind, and files beside it.
as_it_is() {
    seq 250000 > "$scratch/lines" # 1.7 MB; a port takes half a megabyte in a second
    # shellcheck disable=SC2016 # the guest's
    a_script 'for word; do printf "<%s>" "$word"; done; echo
        test -c /dev/kuipc_chardev && echo modules; cat; ./expr 6 "*" 7; pwd
        printf "\000\001\r\n\377\033"; cat lines
        echo "of stderr" >&2; echo "of the kernel" > /dev/kmsg; exit 4'
    runner exec --offline --accel tcg --cpus 2 --memory 256 --with "$(type -P expr)" --with "$scratch/lines" --out "$run" \
        "$scratch/job" --filter 'two words' '' $'a\\b\t"'"'" -- ''
    ((status == 4)) || { cat "$scratch/err"; give_up "ended with $status, not the program's 4"; }
    [[ -z $(complaints) ]] || give_up "$(complaints)"
    {
        printf '<--filter><two words><><a\\b\t"'"'"'><--><>\nmodules\n42\n/root\n\000\001\r\n\377\033'
        cat "$scratch/lines"
    } > "$scratch/expected"
    cmp "$scratch/expected" "$scratch/out" || give_up "the output is not the program's: $(head -c 300 "$scratch/out")"
    [[ $(grep -v '^\[./5\]' "$scratch/err") == "of stderr" ]] || give_up "stderr says: $(< "$scratch/err")"
    cmp "$scratch/expected" "$run/stdout" || give_up "another output in the folder"
    grep -q 'of the kernel' "$run/console.log" || give_up "no console kept"
    nothing_left
}

# Nothing said, and killed; nothing of it is kept.
killed() {
    local before
    before=$(ls -A "$SOURCE/results/runs" 2> /dev/null || true)
    # shellcheck disable=SC2016 # the guest's
    a_script 'sleep 1000 & kill -SEGV $$'
    in_guest --quiet "$scratch/job"
    ((status == 139)) || { cat "$scratch/err"; give_up "ended with $status, not 139"; }
    [[ ! -s $scratch/out && ! -s $scratch/err ]] || give_up "said something: $(cat "$scratch/out" "$scratch/err")"
    [[ $(ls -A "$SOURCE/results/runs" 2> /dev/null || true) == "$before" ]] || give_up "kept a run folder"
    nothing_left
}

# What it said before is out, and the console is kept.
panic() {
    a_script 'echo before; echo c > /proc/sysrq-trigger; sleep 60'
    in_guest --out "$run" "$scratch/job"
    ended_with 4 'panicked while the program ran'
    [[ $(< "$scratch/out") == before ]] || give_up "the output is: $(< "$scratch/out")"
    console_shown 'sysrq triggered crash'
}

# A silent program is no hang as long as the kernel lives; a complaint of the kernel's counts whatever the program
# ended with.
silent_and_splat() {
    a_script 'sleep 25; echo "BUG: KASAN: of the kernel" > /dev/kmsg; exit 0'
    KUIPC_HANG_SECONDS=20 in_guest --out "$run" "$scratch/job"
    ended_with 4 'BUG: KASAN: of the kernel'
}

out_of_memory() {
    a_script 'tail /dev/zero'
    in_guest --memory 192 --out "$run" "$scratch/job"
    ended_with 5 'out of memory.*--memory'
}

begin
"$1"
