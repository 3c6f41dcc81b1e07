#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# prune: what it takes away and what it leaves. On a copy of the scripts, so that no run of this checkout is
# touched. Usage: prune.sh CASE
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

copy_of_kuipc() {
    mkdir -p "$scratch/kuipc/results/runs" "$scratch/cache"
    cp -a "$SOURCE/run_bench.sh" "$SOURCE/vm" "$SOURCE/VERSION" "$scratch/kuipc/"
    runs=$scratch/kuipc/results/runs
}

# made_run NAME [RELEASE]: of long ago.
made_run() {
    mkdir -p "$runs/$1/guest" "$runs/$1/perturbed/1"
    printf '{"subject": {"kernel": {\n "release": "%s"\n}}}\n' "${2-6.1.0-1-amd64}" > "$runs/$1/result.json"
    head -c 100000 /dev/zero > "$runs/$1/perturbed/1/console.log"
    long_ago "$runs/$1"
}

long_ago() { find "$1" -exec touch -d '60 days ago' {} +; }

prune() {
    status=0
    KUIPC_CACHE=$scratch/cache "$scratch/kuipc/run_bench.sh" prune "$@" > "$scratch/out" 2> "$scratch/err" < /dev/null || status=$?
    ((status == 0)) || give_up "ended with $status: $(< "$scratch/err")"
}

# left NAME...: exactly these runs.
left() {
    local there
    there=$(cd "$runs" && printf '%s ' *)
    [[ $there == "$* " ]] || give_up "left $there, not $*"
}

runs() {
    copy_of_kuipc
    local i
    for i in 1 2 3 4 5; do made_run "2026010${i}T000000Z"; done
    made_run 20260101T000000Z-release
    mkdir "$runs/20260102T000000Z-died"
    long_ago "$runs/20260102T000000Z-died"
    mkdir "$runs/20260101T120000Z"
    ln -sfn runs/20260101T000000Z "$runs/../latest"
    prune --keep 2 --dry-run
    grep -q '^would remove 7 items, 0.[0-9] MB$' "$scratch/out" || give_up "says: $(< "$scratch/out")"
    (($(find "$runs" -mindepth 1 -maxdepth 1 | wc -l) == 8)) || give_up "removed in a dry run"
    prune --keep 3 --keep-tagged
    # The newest three, what is tagged, what `latest` names, and one that may have begun just now.
    left 20260101T000000Z 20260101T000000Z-release 20260101T120000Z 20260102T000000Z-died \
        20260103T000000Z 20260104T000000Z 20260105T000000Z
    [[ ! -e $runs/20260105T000000Z/perturbed && -e $runs/20260105T000000Z/result.json ]] || give_up "kept the boots of --perturb"
    prune --keep 1
    left 20260101T000000Z 20260101T120000Z 20260105T000000Z
    prune --keep=1
    grep -q '^removed 0 items' "$scratch/out" || give_up "says: $(< "$scratch/out")"
}

temporary() {
    copy_of_kuipc
    local folder
    for folder in alive0 killed older0 newer0; do mkdir "$TMPDIR/kuipc.$folder"; done
    printf '%s\n' $$ > "$TMPDIR/kuipc.alive0/pid"
    true & wait $!
    printf '%s\n' $! > "$TMPDIR/kuipc.killed/pid"
    mkdir "$TMPDIR/kuipc-of-others"
    long_ago "$TMPDIR/kuipc.older0"
    long_ago "$TMPDIR/kuipc-of-others"
    prune
    [[ $(ls "$TMPDIR") == $'kuipc-of-others\nkuipc.alive0\nkuipc.newer0' ]] || give_up "left $(ls "$TMPDIR")"
    rm -r "${TMPDIR:?}"/*
}

cache() {
    copy_of_kuipc
    made_run 20260101T000000Z 6.1.0-1-amd64
    mkdir -p "$scratch"/cache/kernels/{6.1.0-1-amd64,6.1.0-2-amd64,6.1.0-3-amd64,.6.1.0-4-amd64.999999999} \
        "$scratch"/cache/{revisions,perturbed}/{old,new} "$scratch/cache/checking/6.1-1"
    printf '6.1.0-2-amd64\n' > "$scratch/cache/kernels/answer-"
    long_ago "$scratch/cache/revisions/old"
    long_ago "$scratch/cache/perturbed/old"
    prune
    [[ $(cd "$scratch/cache" && find . -mindepth 2 -maxdepth 2 | LC_ALL=C sort | paste -s -d ' ') == \
        './checking/6.1-1 ./kernels/6.1.0-1-amd64 ./kernels/6.1.0-2-amd64 ./kernels/answer- ./perturbed/new ./revisions/new' ]] ||
        give_up "left $(cd "$scratch/cache" && find . -mindepth 2 -maxdepth 2)"
}

begin
"$1"
