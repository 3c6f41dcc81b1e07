# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The step fuzz of tests/checking.sh: kuipc-fuzz on the checking kernel, and of a run that found something
# the fewest parts that still find it.

readonly FUZZER=$BUILD/tests/kuipc-fuzz
readonly FUZZ_REDUCING_BOOTS=5      # at the most
readonly FUZZ_REDUCING_SECONDS=180  # each, at the most

# fuzz SECONDS SEED PARTS: no seed, no parts: any, all.
fuzz() {
    local status=0 options=(--seconds "$1") seed seconds
    [[ -z $2 ]] || options+=(--seed "$2")
    [[ -z $3 ]] || options+=(--only "$3")
    build_programs kuipc-fuzz
    fuzz_once fuzz "${options[@]}" || status=$?
    sed -n '/^interface /,$p' "$RESULTS/fuzz/stdout"
    ((status != 0)) || return 0
    seed=$(fuzz_said fuzz 's/^kuipc-fuzz: seed ([0-9]+),.*/\1/p')
    [[ -n $seed ]] || { say "the fuzzer did not come to its first line"; return 1; }
    seconds=$(fuzz_said fuzz 's/^kuipc-fuzz: FOUND after ([0-9]+) s,.*/\1/p')
    say "again: ./tests/run.sh --fuzz $((($1 + 59) / 60)) --seed $seed${3:+ --only $3}"
    [[ $status != 6 ]] || return 1 # too few calls succeeded: there is nothing to reduce
    fuzz_reduce "$seed" $((2 * ${seconds:-$1} + 30)) "${3:-$(fuzz_said fuzz 's/^kuipc-fuzz: seed .*, ([a-z_,]+)$/\1/p')}"
    return 1
}

fuzz_once() { # FOLDER OPTIONS...
    local folder=$1
    shift
    in_guest "$folder" exec --append "log_buf_len=16M tsc=reliable" -- "$FUZZER" "$@"
}

fuzz_said() { # FOLDER SED_COMMAND
    tr -d '\r' < "$RESULTS/$1/stdout" 2> /dev/null | sed -nE "$2" | head -n 1
}

# What was called when something was found is tried first, then one half after the other: a half that finds nothing
# is let go. Who runs when is chance: a smaller set that was not found to fail may fail all the same.
fuzz_reduce() { # SEED SECONDS PARTS
    local seed=$1 seconds=$(($2 < FUZZ_REDUCING_SECONDS ? $2 : FUZZ_REDUCING_SECONDS)) boots=0 half try
    local parts=() now=()
    IFS=, read -ra parts <<< "$3"
    IFS=, read -ra now <<< "$(fuzz_said fuzz 's/^kuipc-fuzz: FOUND .*, now ([a-z_,]+):.*/\1/p')"
    if ((${#now[@]} > 0)); then
        boots=1
        ! fuzz_finds "$seed" "$seconds" "${now[@]}" || parts=("${now[@]}")
    fi
    while ((${#parts[@]} > 1 && boots + 2 <= FUZZ_REDUCING_BOOTS)); do
        half=$(((${#parts[@]} + 1) / 2))
        for try in 0 "$half"; do
            boots=$((boots + 1))
            fuzz_finds "$seed" "$seconds" "${parts[@]:try:half}" || continue
            parts=("${parts[@]:try:half}")
            continue 2
        done
        break
    done
    say "the fewest parts that were seen to fail: ./tests/run.sh --fuzz $(((seconds + 59) / 60)) --seed $seed" \
        "--only $(fuzz_list "${parts[@]}")"
}

fuzz_list() { (IFS=,; printf '%s' "$*"); }

fuzz_finds() { # SEED SECONDS PARTS...
    local list status=0
    list=$(fuzz_list "${@:3}")
    say "once more, with $list alone"
    fuzz_once fuzz-again --seed "$1" --seconds "$2" --only "$list" > /dev/null 2>&1 || status=$?
    # 4: something was found; 1: what it left behind shows it. A half that the fuzzer refuses, or that could not be
    # run, says nothing.
    ((status == 4 || status == 1))
}
