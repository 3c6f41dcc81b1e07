# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# exec FILE [ARGS]: a program of the user's in the test kernel, beside the loaded modules. Its two streams have a
# serial port each, where the kernel says nothing: they come out as they are, and also of a kernel that panics.

PROGRAM=()          # the file and its arguments
STATUS_IS_THEIRS='' # what the command ends with is what the program ended with

run_program() {
    JOB=(exec "/root/${PROGRAM[0]##*/}" "${PROGRAM[@]:1}")
    run_in_two_streams "${PROGRAM[0]##*/}"
}

# run_in_two_streams NAME [PROGRAM]: the array JOB; PROGRAM is packed too.
run_in_two_streams() {
    local what status=0
    what="QEMU ${ACCEL^^}, $CPUS CPU$( ((CPUS == 1)) || echo s), $MEMORY MiB"
    open_program_folder
    stage_begin 4 boot "$what"
    compose_qemu exec "$WORK/initramfs.cpio" "$RUN/console.log" "$RUN/results.raw"
    if [[ -n $DRY_RUN ]]; then
        shown "${QEMU[@]}"
        return
    fi
    pack_initramfs "$WORK/initramfs.cpio" "$MODULES" "${2-}" kuipc-bench
    progress_begin "$what"
    boot_and_watch "$RUN/console.log" "$RUN/qemu.log"
    [[ -n $PROGRAM_RUNS ]] || stage_end "$what"
    pass_streams_on
    take_results
    pass_kept_streams_on
    note_facts
    "$KUIPC" judge --program --run "$RUN" --host "$RUN/host.json" > "$RUN/ended" || status=$?
    end_program "$status" "$1"
}

# A folder is kept where one was asked for, or where the runner has to say what went wrong.
open_program_folder() {
    RUN=${OUT:-$WORK/exec}
    [[ ! -e $RUN/console.log ]] || usage "$RUN holds a run already; --out takes a new folder"
    note_start
    [[ -z $DRY_RUN ]] || return 0
    mkdir -p "$RUN/guest" 2> "$WORK/log" || fail "$STATUS_SETUP" "no folder for it: $(< "$WORK/log")"
    check_room "$RUN"
    : > "$RUN/stdout"
    : > "$RUN/stderr"
    exec {PROGRAM_STDOUT}< "$RUN/stdout"
    exec {PROGRAM_STDERR}< "$RUN/stderr"
}

# The guest says that it begins: from here on the lines are the program's.
program_begins() {
    [[ -z $PROGRAM_RUNS ]] || return 0
    stage_end "$BOOT_TEXT"
    PROGRAM_RUNS=$EPOCHSECONDS
}

# pass_streams_on: what came since the last time. Who reads it may have gone.
pass_streams_on() {
    cat <&"$PROGRAM_STDOUT" 2> /dev/null || true
    { cat >&3 2> /dev/null || true; } <&"$PROGRAM_STDERR" 3>&2
}

# Of a kernel that has no port for them they come with the results, when all is over.
pass_kept_streams_on() {
    [[ ! -e $RUN/guest/stdout ]] || cat "$RUN/guest/stdout" || true
    [[ ! -e $RUN/guest/stderr ]] || cat "$RUN/guest/stderr" >&2 || true
}

# end_program STATUS NAME: 0 where the guest came to its end and its kernel is well. What the program ended with is
# then the status of the command, whatever it is; what the runner has to say begins with "kuipc:".
end_program() {
    local name=$2 silent
    silent=$(sed -n 's/ not loaded$//p' "$RUN/guest/modules.log" 2> /dev/null | paste -s -d ' ' || true)
    [[ -z $silent ]] || say "not loaded in the guest: $silent"
    if (($1 == 0)); then
        STATUS=$END_RECORD STATUS_IS_THEIRS=yes
        if ((STATUS > 128)); then
            say "$name was killed by signal $((STATUS - 128)) ($(kill -l $((STATUS - 128)) 2> /dev/null || echo unknown))"
        elif [[ -n $PROGRAM_RUNS ]]; then
            STAGE_NUMBER=5 STAGE_NAME=exec STAGE_STARTED=$PROGRAM_RUNS
            stage_end "$name ended with status $STATUS"
        fi
    else
        STATUS=$1
        [[ -n $OUT ]] || keep_program_folder
        say "kept: $RUN"
    fi
    [[ -z $OUT ]] || give_to_builder "$OUT"
    RUN=''
}

keep_program_folder() {
    local name=$RUNS/${RUN_STARTED//[-:]/}-exec${TAG:+-$TAG} number=2 folder
    folder=$name
    while [[ -e $folder ]]; do folder=$name.$((number++)); done
    mkdir -p "$RUNS"
    mv -T "$RUN" "$folder"
    RUN=$folder
    give_to_builder "$RUN"
}

# check_exec: what can be refused before anything is built.
check_exec() {
    local file
    [[ $COMMAND == exec ]] || return 0
    ((${#PROGRAM[@]})) || usage "exec takes a program: ./run_bench.sh exec [options] FILE [ARGS]"
    [[ $ON == vm ]] || usage "exec runs a program in the test kernel, not on the host"
    [[ -z $LIST$SHELL_WANTED$FILTER$REPETITIONS$PERTURB ]] ||
        usage "--list, --shell, --filter, --repetitions and --perturb are not for exec"
    ((${#KERNELS[@]} <= 1)) || usage "exec takes one --kernel"
    file=${PROGRAM[0]}
    [[ -e $file ]] || usage "$file: there is no such file"
    [[ -f $file && -r $file ]] || usage "$file is no file that can be read"
    [[ -x $file ]] || fail "$STATUS_USAGE" "$file is not executable" "$(shown chmod +x -- "$file")"
    check_program_kind "$file"
    check_program_words
}

check_program_kind() { # FILE
    local line machine
    case $(head -c 4 -- "$1" | tr '\0' '.') in
    $'\177ELF')
        machine=$(od -An -tu2 -j 18 -N 2 -- "$1" | tr -d ' ')
        [[ $machine == 62 || $machine == 3 ]] || usage "$1 is built for another processor than the guest's (x86-64)" ;;
    '#!'*)
        line=$(head -n 1 -- "$1" | tr -d '\0\r')
        check_interpreter "$1" "${line:2}" ;;
    *) usage "$1 is neither an x86-64 program nor a script that begins with #!" ;;
    esac
}

# The guest has busybox and what was given to it; /usr/bin and the like are its /bin.
check_interpreter() { # FILE LINE
    local words name
    read -ra words <<< "$2"
    name=${words[0]-}
    case $name in
    /bin/* | /usr/bin/* | /sbin/* | /usr/sbin/*)
        ! is_applet "${name##*/}" || [[ ${name##*/} != env || -z ${words[1]-} ]] || name=${words[1]}
        ! is_applet "${name##*/}" || return 0 ;;
    /root/*) ! is_given "${name#/root/}" || return 0 ;;
    esac
    usage "$1 is a script for ${name:-nothing}, which the test kernel's guest has not: it has busybox's sh"
}

is_applet() { ! type -P busybox > /dev/null || grep -qFx -e "$1" <(busybox --list); }

is_given() { # NAME
    local file
    for file in "${WITH[@]}"; do
        [[ ${file##*/} != "$1" ]] || return 0
    done
    return 1
}

# They go through the job's file, one a line.
check_program_words() {
    local word bytes=20
    for word in "${PROGRAM[@]}"; do
        [[ $word != *$'\n'* ]] || usage "an argument with a line break cannot reach the guest"
        bytes=$((bytes + $(LC_ALL=C; printf '%s' "${#word}") + 1))
    done
    ((bytes <= JOB_BYTES)) || usage "the program's arguments take $bytes bytes; at most $JOB_BYTES fit"
    ! is_given "${PROGRAM[0]##*/}" || usage "--with has another ${PROGRAM[0]##*/}; both would be /root/${PROGRAM[0]##*/}"
    WITH+=("${PROGRAM[0]}")
}
