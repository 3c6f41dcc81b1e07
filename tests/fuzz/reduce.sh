#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# How a failure of the fuzzer is reduced (step.sh), with a run that fails where it is told to instead of a boot.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

in_scratch
RESULTS=$scratch
# shellcheck source=tests/fuzz/step.sh
. "$SOURCE/tests/fuzz/step.sh"
mkdir "$RESULTS/fuzz"

say() { printf '%s\n' "$*"; }

# Fails, as the fuzzer does, where all of CULPRITS are among the parts; refuses what has no transport.
fuzz_once() { # FOLDER OPTIONS...
    local list=,${*: -1}, culprit
    printf '%s\n' "${*: -1}" >> "$scratch/boots"
    [[ $list =~ ,(noop|chardev|seqfile|netlink), ]] || return 2
    for culprit in $CULPRITS; do [[ $list == *,$culprit,* ]] || return 0; done
    return 4
}

# reduced CULPRITS NOW PARTS WANTED
reduced() {
    local said
    CULPRITS=$1
    : > "$scratch/boots"
    printf 'kuipc-fuzz: FOUND after 9 s, seed 7, now %s: a fault\n' "$2" > "$RESULTS/fuzz/stdout"
    said=$(fuzz_reduce 7 60 "$3" | tail -n 1)
    [[ $said == *"--fuzz 1 --seed 7 --only $4" ]] || give_up "'$1' of '$3' was reduced to: $said"
    (($(wc -l < "$scratch/boots") <= FUZZ_REDUCING_BOOTS)) || give_up "'$1' took more boots than it may"
}

reduced seqfile seqfile,io_uring noop,chardev,seqfile,io_uring seqfile
reduced "seqfile faults" noop,seqfile,faults,kills noop,chardev,seqfile,netlink,faults,kills noop,seqfile,faults,kills
# Not repeatable with what was called then: the whole list is halved.
reduced netlink noop,chardev noop,chardev,seqfile,netlink netlink
# A half without a transport is refused, which is no fault found.
reduced "noop chardev" noop,chardev,faults,kills noop,chardev,faults,kills noop,chardev
reduced noop noop,faults,kills,cpus noop,faults,kills,cpus noop
