#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prints the figures that kuipc's pages quote, each with the command behind it. Nothing here passes or
# fails by the clock: a person reads it, on a machine that is otherwise quiet.
#
#   tests/figures.sh [identity] [irrelevant] [alarms] [injected] [harness] [events] [overload] [wall] [warm] [scale] [page]
#
# All of them without a name: that takes well over an hour.
# shellcheck disable=SC2317 # called by name
set -euo pipefail

SOURCE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/.." && pwd)
readonly SOURCE
readonly RUN_BENCH=$SOURCE/run_bench.sh
# shellcheck source=vm/cache.sh
. "$SOURCE/vm/cache.sh"
readonly SIXTY_FOUR_KIB=65536
# shellcheck source=vm/end.sh
. "$SOURCE/vm/end.sh"
# shellcheck source=vm/say.sh
. "$SOURCE/vm/say.sh"
FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/kuipc-figures.XXXXXX")
readonly FOLDER
undo() { rm -rf "$FOLDER"; }

title() { printf '\n== %s\n' "$*"; }

# counted NAME [OPTION...]: one counted run into $FOLDER/NAME.
counted() {
    local name=$1
    shift
    "$RUN_BENCH" --quiet --yes --clock counted --accel tcg --out "$FOLDER/$name" "$@" > /dev/null
}

# seconds_of COMMAND...: how long it took.
seconds_of() {
    local begin=$EPOCHREALTIME
    "$@" > /dev/null
    awk -v begin="$begin" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.1f s\n", end - begin }'
}

spread() { (cd "$FOLDER" && "$RUN_BENCH" spread "$@"); }

identity() {
    local i
    title "five boots of the same image, standard set, 512 MiB: run_bench.sh --clock counted, five times"
    for i in 1 2 3 4 5; do counted "boot$i"; done
    echo "two boots:"
    spread ./boot1 ./boot2
    echo "five boots:"
    spread ./boot{1..5}
}

irrelevant() {
    [[ -d $FOLDER/boot1 ]] || counted boot1
    title "one benchmark by --filter against the whole set"
    counted one --filter '^echo/netlink/size:64$'
    spread ./boot1 ./one
    title "4 KiB of padding in the initramfs"
    KUIPC_PADDING=4096 counted padded
    spread --largest-size "$SIXTY_FOUR_KIB" ./boot1 ./padded
    title "one more word on the kernel command line: --append irrelevant"
    counted word --append irrelevant
    spread --largest-size "$SIXTY_FOUR_KIB" ./boot1 ./word
}

# perturbed_base: the base that a CI system keeps, with each row's sensitivity, in $FOLDER/base.
perturbed_base() { [[ -d $FOLDER/base ]] || counted base --perturb 3; }

# judged NAME RUN_BENCH [OPTION...]: one head against the base, as a CI job has it.
judged() {
    local name=$1 runner=$2 status=0
    shift 2
    "$runner" --quiet --yes --accel tcg --out "$FOLDER/$name" --baseline-result "$FOLDER/base" "$@" \
        > "$FOLDER/$name.out" 2> "$FOLDER/$name.err" || status=$?
    printf '%-34s status %d%s  %s\n' "$name" "$status" \
        "$([[ ! -d $FOLDER/$name/head-again ]] || echo ", at the second look")" "$(grep '^Gate' "$FOLDER/$name.out" | tail -n 1)"
    ((status == 0))
}

# changed_copy STEM SED: a clone in $FOLDER/STEM whose module differs by the sed expression.
changed_copy() {
    git clone --quiet "$SOURCE" "$FOLDER/$1"
    sed -i "$2" "$FOLDER/$1/modules/$1.c"
    ! git -C "$FOLDER/$1" diff --quiet || fail "$STATUS_SETUP" "$1.c was not changed"
}

readonly A_FEW_ROWS='^(echo|push|pull|event)/(chardev|netlink|sockopt)'

alarms() {
    local i stem alarms=0
    perturbed_base
    title "20 heads that differ from their base in something irrelevant"
    for i in 1 2 3 4 5; do
        KUIPC_PADDING=$((i * 20480 + 12288)) judged "padding_$i" "$RUN_BENCH" || alarms=$((alarms + 1))
        judged "word_$i" "$RUN_BENCH" --append "irrelevant.$i=$((i * i * i))" || alarms=$((alarms + 1))
    done
    for i in 1 5 9 13; do
        KUIPC_ROTATION=$i judged "order_$i" "$RUN_BENCH" || alarms=$((alarms + 1))
    done
    for stem in seqfile signal unixsock; do
        # shellcheck disable=SC2016 # $a is sed's
        changed_copy "$stem" '$a static int __used nobody_calls_this(int x) { return x + __LINE__; }'
        KUIPC_HARNESS=$SOURCE/build/bench/kuipc-bench \
            judged "another_module_$stem" "$FOLDER/$stem/run_bench.sh" || alarms=$((alarms + 1))
    done
    counted few --filter "$A_FEW_ROWS"
    for i in floor/noop echo/ioctl/size:64 pull/procfs/size:4096; do
        counted "with_${i//\//_}" --filter "$A_FEW_ROWS|^$i\$"
        "$RUN_BENCH" gate "$FOLDER/few" "$FOLDER/with_${i//\//_}" > "$FOLDER/out" || alarms=$((alarms + 1))
        printf '%-34s %s\n' "with_${i//\//_}" "$(grep '^Gate' "$FOLDER/out")"
    done
    echo "alarms: $alarms of 20"
}

# The check of the capability is at the beginning of each way into a module.
injected() {
    local stem
    perturbed_base
    for stem in ioctl netlink chardev; do
        title "10 instructions more in each call of modules/$stem.c: which rows are found"
        changed_copy "$stem" 's/^\tif (!\(kuipc_permitted\|netlink_capable\)(.*/\tasm volatile(".rept 10; nop; .endr");\n&/'
        KUIPC_HARNESS=$SOURCE/build/bench/kuipc-bench judged "injected_$stem" "$FOLDER/$stem/run_bench.sh" || true
        awk '$1 == "regression" || /regression/ { print "  " $0 }' "$FOLDER/injected_$stem/head/compare.txt"
        rm -rf "${FOLDER:?}/$stem"
    done
}

harness() {
    title "what the harness adds, in instructions: tests/figures/by_hand.cpp beside the harness, one boot"
    "$RUN_BENCH" setup --quiet --yes
    cmake -S "$SOURCE" -B "$SOURCE/build" -DKUIPC_TESTS=ON > /dev/null
    ninja -C "$SOURCE/build" --quiet kuipc-by-hand
    KUIPC_HARNESS=$SOURCE/build/tests/figures/kuipc-by-hand \
        counted byhand --filter '^(floor/syscall|echo/ioctl/size:64)$'
    echo "by hand:"
    cat "$FOLDER/byhand/guest/by-hand.txt"
    echo "by the harness:"
    "$RUN_BENCH" show "$FOLDER/byhand" | grep -E '^[a-z]|median'
}

events() {
    local i
    title "events: three boots, every transport and context"
    for i in 1 2 3; do counted "events$i" --filter '^event/'; done
    spread ./events{1..3}
    title "the cheapest emit from hardirq, in instructions"
    "$RUN_BENCH" show "$FOLDER/events1" ctx:hardirq/ | grep -E '^event|emit *median'
}

# One message in so many instructions, no rate per second: the clock is the emulated CPU's.
overload() {
    title "the closest that messages may follow each other with none lost, emulated: every transport and context"
    counted overload --set full --filter '^overload/'
    sed -nE 's/.*"limit":"([^"]*)".*"loss_free_rate":\{[^}]*"median":([0-9]+).*"name":"([^"]*)".*/\3 \2 \1/p' \
        "$FOLDER/overload/guest/benchmarks.jsonl" |
        while read -r row instructions limit; do
            printf '%-60s %7d insn/msg, beyond that: %s\n' "$row" "$instructions" "$limit"
        done
}

readonly TURNS=41

# In turn, so that the machine's mood is in both; ahead of other work where this user may say so.
wall() {
    local ahead=(chrt --fifo 50) i
    title "the null system call in ns: floor/syscall beside perf bench syscall basic, in $TURNS turns"
    type -P perf > /dev/null || { echo "perf (package linux-perf) is missing"; return; }
    "${ahead[@]}" true 2> /dev/null || { ahead=(); echo "not ahead of other work: chrt --fifo is not permitted"; }
    for ((i = 0; i < TURNS; i++)); do
        "${ahead[@]}" perf bench syscall basic -l 1000000 2> /dev/null |
            awk '/usecs\/op/ { print $1 * 1000 }' >> "$FOLDER/perf.txt"
        "${ahead[@]}" "$RUN_BENCH" --quiet --yes --on host --no-modules --filter '^floor/syscall$' \
            --out "$FOLDER/wall$i" > /dev/null
        "$RUN_BENCH" show "$FOLDER/wall$i" floor/syscall |
            awk '$1 == "latency" && $2 == "median" { print $3 }' >> "$FOLDER/kuipc.txt"
    done
    for i in perf kuipc; do
        sort -n "$FOLDER/$i.txt" | awk -v who="$i" \
            '{ v[NR] = $1 } END { printf "%-6s median %.1f, least %.1f, most %.1f\n", who, v[int((NR + 1) / 2)], v[1], v[NR] }'
    done
    paste "$FOLDER/kuipc.txt" "$FOLDER/perf.txt" | awk '{ print $1 / $2 }' | sort -n |
        awk '{ v[NR] = $1 } END { printf "kuipc / perf, median of the turns: %.3f\n", v[int((NR + 1) / 2)] }'
}

warm() {
    title "warm, from the command to the first screen"
    "$RUN_BENCH" setup --quiet --yes
    printf 'quick     '
    seconds_of counted quick --set quick
    printf 'standard  '
    seconds_of counted standard --set standard
}

# A year of a CI system: the numbers are made up, the times are not.
scale() {
    local many=$FOLDER/many store=$FOLDER/history
    title "2,000 runs of 300 series: tests/figures/many_runs.py"
    "$SOURCE/tests/figures/many_runs.py" "$many" 2000 300
    printf 'history add, all of them   '
    seconds_of "$RUN_BENCH" history add --store "$store" "$many"/*
    printf 'compare two of them        '
    seconds_of "$RUN_BENCH" compare --subject both "$many/00000" "$many/01999"
    printf 'the same with the history  '
    seconds_of "$RUN_BENCH" compare --subject both --history "$store" "$many/00000" "$many/01999"
    printf 'history show, every step   '
    seconds_of "$RUN_BENCH" history show --store "$store"
    du -sh --exclude 'index.sqlite*' "$store"
}

# The page of the same year: how long it takes to make, how large it is, how soon a reader sees it.
page() {
    local many=$FOLDER/many store=$FOLDER/history out=$FOLDER/many.html
    [[ -d $store ]] || scale
    title "a page of 2,000 runs of 300 series: run_bench.sh report, and tests/page/opens.mjs in chromium"
    printf 'run_bench.sh report        '
    seconds_of "$RUN_BENCH" report "$many/01999" --baseline "$many/01899" --history "$store" --out "$out"
    printf 'its size                   %s bytes\n' "$(stat -c %s "$out")"
    "$SOURCE/tests/npm.sh"
    KUIPC_PAGE_MODULES=$(from_npm playwright-core "$SOURCE/tests/page") node "$SOURCE/tests/page/opens.mjs" "$out"
}

(($#)) || set -- identity irrelevant alarms injected harness events overload wall warm scale page
for figure in "$@"; do
    [[ $(type -t "$figure") == function ]] || fail "$STATUS_USAGE" "no figure '$figure'"
    "$figure"
done
leave 0
