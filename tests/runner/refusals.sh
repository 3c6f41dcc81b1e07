#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What has no meaning is refused in one line, with status 2, before anything is done. Usage: refusals.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

refused() { # PATTERN ARGUMENTS...
    local pattern=$1
    shift
    runner "$@"
    ended_with 2 "$pattern"
    [[ ! -s $scratch/out ]] || give_up "wrote to stdout: $(< "$scratch/out")"
}

# Each of these is the runner's own affair: what it would need next is not even looked for.
at_once() { # PATTERN ARGUMENTS...
    KUIPC_CACHE=$scratch/no-cache PATH=$scratch/few runner "${@:2}"
    ended_with 2 "$1"
    [[ ! -s $scratch/out ]] || give_up "wrote to stdout: $(< "$scratch/out")"
}

# A machine on which nothing was installed for kuipc.
few_tools() {
    mkdir "$scratch/few"
    find /usr/sbin /usr/bin /sbin/ /bin/ -maxdepth 1 ! -type d -print0 | xargs -0 ln -sft "$scratch/few"
    rm -f "$scratch/few"/{cmake,ninja,make,gcc,g++,cc,c++,busybox,cpio,qemu-system-x86_64,apt-get}
}

values_and_paths() {
    at_once '--kernel ./none: there is no such' --dry-run --kernel ./none
    at_once '--kernel ./none: there is no such' --kernel 6.1 --baseline-kernel ./none
    at_once '--kdir none: there is no such folder' --kernel "$SOURCE/VERSION" --kdir none
    at_once '--thresholds none: there is no such file' --baseline-rev HEAD --thresholds none
    at_once 'is no folder' --out "$SOURCE/VERSION/run"
    at_once '--append makes the kernel command line longer' --append "$(head -c 2100 /dev/zero | tr '\0' x)"
    mkdir -p "$run"
    touch "$run/result.json"
    at_once 'holds a run already' --out "$run"
    at_once '--memory 64: with less than 128 MB the test kernel does not boot' --memory 64
    at_once '--cpus takes at most 255' --cpus 1000
    KUIPC_HANG_SECONDS=long at_once 'KUIPC_HANG_SECONDS takes a whole number' --dry-run
}

# Also in a dry run.
baselines() {
    mkdir "$scratch/empty"
    at_once '--baseline-result ./no/such: there is no such' --dry-run --baseline-result ./no/such
    at_once '--baseline-result @99999: .*holds [0-9]* run' --dry-run --baseline-result @99999
    at_once '--baseline-result @x: @ takes a number' --dry-run --baseline-result @x
    at_once 'a folder without a result.json' --dry-run --baseline-result "$scratch/empty"
}

# make parts its words at spaces. A cache can lie elsewhere; results may lie anywhere.
space_in_the_path() {
    mkdir "$scratch/a b"
    cp -R "$SOURCE"/{run_bench.sh,vm,VERSION} "$scratch/a b/"
    status=0
    "$scratch/a b/run_bench.sh" > "$scratch/out" 2> "$scratch/err" < /dev/null || status=$?
    ended_with 2 "modules in $scratch/a b: clone kuipc into a folder"
    status=0
    "$scratch/a b/run_bench.sh" --help > "$scratch/out" 2> "$scratch/err" < /dev/null || status=$?
    ((status == 0)) || give_up "--help ended with $status there"
    KUIPC_CACHE="$scratch/a b" runner --offline
    ended_with 2 'name a cache \(KUIPC_CACHE\)'
}

typed_wrong() {
    at_once "unknown command 'compre'; did you mean compare\?" compre @1 @0
    at_once "unknown command 'exce'; did you mean exec\?" exce ./program
    at_once "unknown command 'xyzzy'$" xyzzy
    at_once "unknown option '--fliter'; did you mean --filter\?" --fliter x
    at_once "unknown option '--repet'; did you mean --repetitions\?" --repet=3
    at_once 'a command stands first.*run_bench.sh compare' --set quick compare
    at_once "unknown command 'tabel'; did you mean table\?" help tabel
    runner help
    grep -q "^Usage: ./run_bench.sh" "$scratch/out" || give_up "no help: $(cat "$scratch/out" "$scratch/err")"
}

# Whatever the library of this machine knows: a run obeys the same flags everywhere.
benchmark_flags() {
    local flag
    for flag in --benchmark_min_time=0.1s --benchmark_min_time=1 --benchmark_filter=x --nonsense stray; do
        at_once "^kuipc: $flag is none of Google Benchmark's flags" -- "$flag"
    done
}

begin
few_tools
case $1 in
values_and_paths | baselines | space_in_the_path | typed_wrong | benchmark_flags) "$1" ;;
unknown_option) refused "unknown option '--nonsense'" --nonsense ;;
unknown_command) refused "unknown command 'nonsense'" nonsense ;;
missing_value) refused '--set needs a value' --set ;;
unknown_set) refused '--set takes one of' --set huge ;;
no_number) refused '--repetitions takes a whole number' --repetitions many ;;
counted_on_two_cpus) refused 'counted needs --cpus 1' --clock counted --cpus 2 ;;
counted_on_the_host) refused 'counted needs the test kernel' --clock counted --on host ;;
counted_under_kvm) refused 'counted needs --accel tcg' --clock counted --accel kvm ;;
kernel_on_the_host) refused '--kernel is for the test kernel' --on host --kernel 6.1 ;;
kernel_that_is_not_there) refused 'no such file or folder' --offline --kernel ./no/such/kernel ;;
kernel_that_is_no_image)
    refused 'no x86 bzImage' --offline --kernel "$SOURCE/VERSION" --kdir "$(kernel_build_tree)" ;;
folder_that_holds_a_run)
    mkdir -p "$run"
    touch "$run/result.json"
    refused 'holds a run already' --offline --accel tcg --no-modules --out "$run" ;;
filter_that_matches_nothing) refused 'filter|match' --offline --accel tcg --out "$run" --filter no/such/row ;;
filter_that_is_no_expression) refused 'regular expression' --offline --accel tcg --out "$run" --filter '((' ;;
two_baselines) refused 'one at a time' --baseline-rev HEAD --baseline-kernel 6.1 ;;
baseline_that_is_no_revision) refused 'no such revision' --baseline-rev no-such-branch ;;
baseline_that_is_no_result) refused 'baseline-result .*no/such' --offline --baseline-result ./no/such/run ;;
baseline_on_the_host) refused 'are for the test kernel' --on host --baseline-rev HEAD ;;
given_file_without_a_shell) refused '--with .*--shell' --with "$SOURCE/VERSION" ;;
given_file_that_is_not_there) refused 'no such file' --shell --with ./no/such/program ;;
perturbed_too_little) refused '--perturb takes a whole number of at least 3' --perturb 2 ;;
bisect_without_a_baseline)
    # A wrong option must stop git bisect (above 127), not mark a commit.
    runner --bisect
    ended_with 128 'need a --baseline' ;;
*) give_up "unknown case $1" ;;
esac
