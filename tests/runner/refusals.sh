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

begin
case $1 in
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
