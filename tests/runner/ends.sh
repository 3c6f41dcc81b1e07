#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# An end that nobody wrote is status 5 (125 for git bisect) and one line, never the shell's own 1 or 127, which would
# be a measured regression. Usage: ends.sh CASE
# shellcheck disable=SC2016 # scripts are quoted here
set -euo pipefail
# shellcheck source=tests/runner/lib.sh
. "$(dirname "$0")/lib.sh"

mended_by() {
    grep -q -e "^  try: .*$1" "$scratch/err" || give_up "no command that would mend it: $(< "$scratch/err")"
}

# ends_with STATUS TEXT: what a script with our ends does that comes to TEXT. The shell may have its say as well.
ends_with() {
    local status=0 expected=$1
    printf '%s\n' "set -euo pipefail; shopt -s inherit_errexit; SOURCE=$SOURCE WORK=$scratch/tmp" \
        'COMMAND_LINE=("$@")' '. "$SOURCE/vm/end.sh"' '. "$SOURCE/vm/say.sh"' "$2" 'leave 0' > "$scratch/script"
    bash "$scratch/script" "${@:3}" > "$scratch/out" 2> "$scratch/err" < /dev/null || status=$?
    rm -f "$scratch/tmp/ending"
    ((status == expected)) || give_up "'$2' ends with $status, not $expected: $(< "$scratch/err")"
    ((expected == 0 || $(grep -c '^kuipc: ' "$scratch/err") == 1)) || give_up "'$2' says: $(< "$scratch/err")"
}

shell_faults() {
    local fault
    ends_with 0 ':'
    for fault in false 'x=$(false)' 'false | cat' no_such_command 'echo "$no_such_variable"' ': > /no/such/file' \
        '. /no/such/file' 'echo > /dev/full' 'readonly x=1; x=2' 'exit 1' 'exit 0' '(exit 3)' 'bash -c "kill -SEGV \$\$"' \
        'f() { local x; x=$(cat /no/such/file); }; f' 'leave 139' 'leave 1000' 'echo "${x:?is not set}"'; do
        ends_with 5 "$fault"
        grep -q '^kuipc: stopped unexpectedly' "$scratch/err" || give_up "'$fault' says: $(< "$scratch/err")"
        ends_with 125 "$fault" --bisect
    done
    ends_with 5 'f() { no_such_command; }; f'
    grep -q "^kuipc: stopped unexpectedly: no_such_command at $scratch/script:5 (status 127)" "$scratch/err" ||
        give_up "does not say where: $(< "$scratch/err")"
    mended_by no_such_command
}

# What somebody wrote stays, also from a subshell and where nobody can read it.
written_ends() {
    local full
    ends_with 3 'fail 3 "not comparable"'
    ends_with 125 'fail 3 "not comparable"' --bisect
    ends_with 128 'fail 2 "wrong usage"' --bisect
    ends_with 1 'complain "kuipc: a regression"; leave 1' --bisect
    ends_with 2 'x=$(fail 2 "wrong usage")'
    ends_with 128 '(fail 2 "wrong usage")' --bisect
    ends_with 5 'x=$(fail 3 "not comparable" 2> /dev/null) || true; (exit 1)'
    ends_with 0 'x=$(fail 3 "not comparable" 2> /dev/null) || true'
    ends_with 42 'complain "kuipc: of another program"; leave_as 42' --bisect
    full=0
    "$SOURCE/run_bench.sh" --nonsense 2> /dev/full || full=$?
    ((full == 2)) || give_up "with a full stderr: $full"
    full=0
    "$SOURCE/run_bench.sh" --help > /dev/full 2> /dev/null || full=$?
    ((full == 5)) || give_up "with a full stdout: $full"
    runner --nonsense --bisect
    ended_with 128 nonsense
}

# What is bound to a shell goes when that is killed, and does not begin when it is gone already.
bound_to_the_runner() {
    local pid tries
    printf '%s\n' "SOURCE=$SOURCE; . $SOURCE/vm/boot.sh" 'bind_to_us TERM; "${BOUND[@]}" sleep 1000 & echo $!; wait' > "$scratch/script"
    bash "$scratch/script" > "$scratch/out" &
    boot_pid=$!
    comes_to_say script "$scratch/out" "$scratch/out" .
    pid=$(< "$scratch/out")
    for ((tries = 0; tries < 100; tries++)); do
        [[ $(tr '\0' ' ' < "/proc/$pid/cmdline") != 'sleep 1000 ' ]] || break
        sleep 0.1
    done
    kill -KILL "$boot_pid"
    wait "$boot_pid" 2> /dev/null || true
    is_gone "$pid"
    # Here its parent is the shell between, as when the one that bound it has gone.
    printf '%s\n' "SOURCE=$SOURCE; . $SOURCE/vm/boot.sh" 'bind_to_us TERM; ("${BOUND[@]}" echo too late; true)' > "$scratch/script"
    [[ -z $(bash "$scratch/script") ]] || give_up "began without its shell"
}

# The report tool, asked by itself and by way of the runner.
tool_ends() {
    local tool=$BUILD/report/kuipc golden=$SOURCE/tests/report/golden/result-1.json status=0
    "$tool" table "$golden" > /dev/full 2> "$scratch/err" || status=$?
    ended_with 5 'stdout: No space left'
    { printf '{"a": "'; head -c 30000000 /dev/zero | tr '\0' x; printf '"}'; } > "$scratch/large.json"
    status=0
    (ulimit -v 50000; "$tool" validate "$scratch/large.json" > "$scratch/out" 2> "$scratch/err") || status=$?
    ended_with 5 'out of memory'
    # What it says for git bisect is passed on.
    runner gate "$golden" "$scratch/none" --bisect
    ended_with 128 'none'
}

# A verb that only reads may have to build the tool first.
reading_waits_for_a_build() {
    local lock
    exec {lock}> "$BUILD/lock"
    flock "$lock"
    "$SOURCE/run_bench.sh" table "$SOURCE/tests/report/golden/result-1.json" > "$scratch/out" 2> "$scratch/err" {lock}>&- &
    boot_pid=$!
    comes_to_say runner "$scratch/err" "$scratch/err" 'waiting for another run'
    [[ ! -s $scratch/out ]] || give_up "did not wait"
    exec {lock}>&-
    wait_for_runner
    ((status == 0)) || give_up "ended with $status: $(< "$scratch/err")"
    [[ -s $scratch/out ]] || give_up "printed nothing"
    nothing_left
}

# A timer that QEMU did not let tick is tried again, once; where no count depends on the kernel's command line, the
# kernel is asked not to look at it.
emulation_that_failed() {
    local line
    for line in 'tcg wall yes' 'tcg counted no' 'kvm wall no'; do
        # shellcheck disable=SC2086 # three words
        set -- $line
        line=$(bash -c ". '$SOURCE/vm/boot.sh'; ACCEL=$1 CLOCK=$2 APPEND=''; kernel_command_line bench")
        [[ $([[ $line == *' no_timer_check'* ]] && echo yes || echo no) == "$3" ]] || give_up "$1, $2: $line"
    done
    printf '%s\n' "SOURCE=$SOURCE; DRY_RUN=; . $SOURCE/vm/end.sh; . $SOURCE/vm/say.sh; . $SOURCE/vm/boot.sh; . $SOURCE/vm/run.sh" \
        "WORK=$scratch/tmp RUN=$run ACCEL=tcg TIMER=\$1; mkdir -p \$RUN; compose_job() { :; }; take_results() { :; }" \
        'boot_job() { echo "boot $TIMER" | tee -a "$RUN/boots"
            if [[ $TIMER == stuck ]]; then echo "Kernel panic - not syncing: IO-APIC + timer doesn'"'"'t work!"; fi > "$RUN/console.log"
            TIMER=$NEXT; }' 'NEXT=$2; boot_for_results bench; leave 0' > "$scratch/script"
    local outcome
    for outcome in 'works works 1' 'stuck works 2' 'stuck stuck 2'; do
        rm -rf "$run"
        # shellcheck disable=SC2086 # three words
        set -- $outcome
        bash -euo pipefail "$scratch/script" "$1" "$2" > "$scratch/out" 2> "$scratch/err" || give_up "$(< "$scratch/err")"
        (($(wc -l < "$run/boots") == $3)) || give_up "$outcome: $(< "$scratch/out")"
        (($3 == 1)) || grep -q 'booting once more' "$scratch/err" || give_up "$outcome: says nothing"
    done
}

# One by one, before anything else is asked: a tool that is missing halfway could look like a guest that hangs.
each_tool_missing() {
    local tool tools=()
    mkdir "$scratch/path"
    find /usr/sbin /usr/bin /sbin/ /bin/ -maxdepth 1 ! -type d -print0 | xargs -0 ln -sft "$scratch/path"
    read -ra tools <<< "$(sed -n "s/^    '[a-z-]*: \(.*\)'\$/\1/p" "$SOURCE/vm/tools.sh" | paste -s -d ' ')"
    ((${#tools[@]} > 40)) || give_up "only ${#tools[@]} tools are listed"
    for tool in "${tools[@]}"; do
        mv "$scratch/path/$tool" "$scratch/$tool.away"
        PATH=$scratch/path runner --offline --out "$run"
        ended_with 5 "(there is no|stopped before it began:.*) ?$tool"
        # realpath is the first that is needed, before there is anybody to give advice.
        [[ $tool == realpath ]] || mended_by 'apt-get install [a-z-]*$'
        PATH=$scratch/path runner --offline --out "$run" --bisect
        ((status == 125)) || give_up "for git bisect, without $tool: $status"
        mv "$scratch/$tool.away" "$scratch/path/$tool"
    done
}

# Whatever is called without a look at the lists first.
nothing_else_is_called() {
    local word
    mkdir "$scratch/path"
    for word in bash sh $(sed -n "s/^    '[a-z-]*: \(.*\)'\$/\1/p" "$SOURCE/vm/tools.sh") \
        $(sed -n 's/^[^# ][^ ]* *\([^ /]*\) .*/\1/p' "$SOURCE/vm/packages.txt"); do
        ln -sf "$(type -P "$word")" "$scratch/path/$word"
    done
    ln -s "$(dirname "$(type -P gcc)")"/gcc-* "$scratch/path/" # a kernel names its own
    # What these call in turn is theirs to find.
    for word in make ninja cmake ldd; do
        rm "$scratch/path/$word"
        printf '#!%s\nPATH=%q exec %q "$@"\n' "$(type -P bash)" "$PATH" "$(type -P "$word")" > "$scratch/path/$word"
        chmod 755 "$scratch/path/$word"
    done
    PATH=$scratch/path runner --offline --accel tcg --set quick --filter '^floor/empty$' --out "$run"
    ((status == 0)) || { cat "$scratch/err"; give_up "ended with $status"; }
    ! grep -a 'command not found' "$scratch/err" || give_up "calls what no list has"
    nothing_left
}

# Of all that a temporary folder can be too small for.
full_temporary_folder() {
    local kilobytes
    for kilobytes in 16 64 1500; do
        small_disk "$scratch/tmp" "${kilobytes}k"
        runner --offline --accel tcg --no-modules --filter '^floor/empty$' --out "$run"
        umount "$scratch/tmp"
        [[ $(complaints) == *'disk is full where'* ]] || give_up "in $kilobytes KiB: $(< "$scratch/err")"
        ended_with 5 'disk is full'
        mended_by 'TMPDIR='
        [[ ! -e $run ]] || give_up "left $run"
    done
}

small_disk() { # FOLDER SIZE
    mount -t tmpfs -o "size=$2" kuipc-test "$1" 2> /dev/null || skip "mounting a small disk needs root"
    trap 'umount -l "$scratch/tmp" 2> /dev/null || true; rm -rf "$scratch"' EXIT
}

# As some distributions have it in /boot.
unreadable_image() {
    local tree image=$scratch/vmlinuz as=()
    tree=$(kernel_build_tree)
    cp "$tree/../../../boot/vmlinuz-"* "$image"
    chmod 600 "$image"
    mkdir -p "$scratch/tree/include/config"
    cp "$tree/.config" "$scratch/tree/"
    cp "$tree/include/config/kernel.release" "$scratch/tree/include/config/"
    if ((EUID == 0)); then
        as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
        "${as[@]}" test -r "$SOURCE/run_bench.sh" || skip "another user cannot enter $SOURCE"
        chmod 755 "$scratch"
        chmod 777 "$scratch/tmp"
        mkdir -m 777 "$scratch/cache"
    else
        chmod 000 "$image"
    fi
    status=0
    KUIPC_CACHE=$scratch/cache "${as[@]}" "$SOURCE/run_bench.sh" --offline --accel tcg --kernel "$image" --kdir "$scratch/tree" --out "$scratch/cache/run" \
        > "$scratch/out" 2> "$scratch/err" < /dev/null || status=$?
    ended_with 5 "$image cannot be read"
    mended_by 'chmod a+r'
}

# A kernel that does not build has not been found dearer.
kernel_job() {
    git -c init.defaultBranch=main init --quiet "$scratch/tree"
    printf 'all bzImage modules olddefconfig x86_64_defconfig:\n\tfalse\n' > "$scratch/tree/Makefile"
    git -C "$scratch/tree" add Makefile
    git -C "$scratch/tree" -c user.name=kuipc -c user.email=kuipc@localhost commit --quiet -m tree
    local job=("$SOURCE/docs/ci/kernel.sh" "$scratch/tree" HEAD)
    status=0
    "${job[@]}" HEAD "$scratch/job" > "$scratch/out" 2> "$scratch/err" || status=$?
    ended_with 5 'make'
    status=0
    "${job[@]}" no-such-branch "$scratch/job" > "$scratch/out" 2> "$scratch/err" || status=$?
    ended_with 2 'no revision'
}

begin
"$1"
