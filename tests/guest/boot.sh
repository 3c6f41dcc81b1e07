#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Boots the test kernel once and runs the conformance binary in it. Usage: boot.sh FOLDER --cpus N [--all-pass]
# The boot has passed when the guest came to its end and brought its results out; how the cases went is
# told case by case, or here with --all-pass. KUIPC_TEST_KERNEL names another kernel than the usual one.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

folder=$1 cpus=$3 all_pass=${4-}
results=$folder/guest/conformance.json

# The emulated guest is the same on every machine; nothing here is timed.
options=(--accel tcg --clock wall --cpus "$cpus" --offline --out "$folder")
# Of the three kinds of parameter: checks.sh looks for what the module made of them.
options+=(--append 'kuipc_modparam.number=-7 kuipc_modparam.list=1,22,333 kuipc_modparam.text="two words"')
[[ -z ${KUIPC_TEST_KERNEL-} ]] || options+=(--kernel "$KUIPC_TEST_KERNEL")

rm -rf "$folder"
status=0
"$SOURCE/run_bench.sh" conformance "${options[@]}" || status=$?
[[ -s $results ]] || give_up "the guest brought no results out (status $status); its console: $folder/console.log"
if [[ -n $all_pass ]]; then
    failed=$(sed -n 's/.*\[  FAILED  \][^A-Za-z]*\([A-Za-z_/]*\.[A-Za-z]*\).*/\1/p' "$folder/console.log" | sort -u)
    [[ -z $failed ]] || give_up "$failed"
    ((status == 0)) || give_up "run_bench.sh conformance ended with $status"
fi
