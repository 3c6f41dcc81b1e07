# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Tries what combinations.txt lists, in the checking kernel, and writes down what its checkers said, for
# the context matrix to cite. One file, keys operation and context:
#
#   {"schema": "kuipc.forbidden/1", "kernel": {"release", "source", "config_sha256"}, "command": […],
#    "combinations": {"copy_to_user": {"hardirq": {"expected", "reported", "checker", "report", "function",
#                                                  "detail", "reports": {CHECKER: LINE}, "returned", "because"}}}}
#
# "report" is the first line of the first report and "checker" whose it is; "function" is the kernel's, which
# the operation had called; "reports" has the first line of each checker that spoke; "detail" is the line that
# tells why. The number of the CPU and of the process, which are another in each boot, are left out.
# "returned" is 0 or the negative errno of the call, null when the kernel did not live to say so; "because" is
# the last column of combinations.txt.

FORBIDDEN_MODULE='' # the folder with the .ko file
BOOTS=()            # by process: the folders of the guests that are on their way
readonly REPORT_BEGINS='BUG: |WARNING: |INFO: possible|INFO: trying|KASAN: |UBSAN: |Kernel panic'
readonly REPORT_TELLS='in_atomic\(\): |^inconsistent \{'

# try_combinations FOLDER JSON: returns 1 when one is not as expected; JSON is written all the same.
try_combinations() {
    local folder=$1 operation context expected together=()
    rm -rf "$folder"
    mkdir -p "$folder"
    build_forbidden_module "$folder/module"
    while read -r operation context expected _; do
        if [[ $expected == allowed ]]; then
            together+=("$operation/$context")
        else
            boot_beside "$folder/$operation-$context" "$operation/$context"
        fi
    done < <(listed_combinations)
    boot_beside "$folder/allowed" "${together[@]}"
    wait_for_boots 0
    judge_combinations "$folder" "$2"
}

listed_combinations() {
    grep -v '^#' "$SOURCE/tests/forbidden/combinations.txt"
}

# Out of the source folder: the kernel's build writes beside its input.
build_forbidden_module() { # FOLDER
    local here=$SOURCE/tests/forbidden
    mkdir -p "$1"
    ln -sf "$here"/*.c "$here"/*.h "$here/Kbuild" "$1/"
    perform_or_fail "the test module does not build" make -C "$CHECKING_TREE" "M=$1" modules
    FORBIDDEN_MODULE=$1
}

# kmemleak=off: there is nothing to find, and looking for it takes longer than the boot.
boot_combinations() { # FOLDER COMBINATION...
    APPEND="kmemleak=off" boot_forbidden "$@"
    rm -f "$1/results.raw"
}

# A guest that boots keeps one CPU busy, so that as many go at once. Each has a folder and a QEMU of its own.
boot_beside() { # FOLDER COMBINATION...
    wait_for_boots $(($(nproc) - 1))
    (
        trap stop_qemu EXIT
        trap 'exit "$STATUS_INTERRUPTED"' INT TERM HUP
        boot_in_own_folder "$@"
    ) &
    BOOTS[$!]=$1
}

boot_in_own_folder() {
    local WORK=$WORK/${1##*/}
    mkdir "$WORK"
    boot_combinations "$@"
}

# wait_for_boots N: until at most N are left.
wait_for_boots() {
    local pid status=0
    while ((${#BOOTS[@]} > $1)); do
        wait -n -p pid "${!BOOTS[@]}" || status=$?
        unset "BOOTS[$pid]"
        ((status == 0)) || exit "$status"
    done
}

stop_boots() {
    local pid
    for pid in "${!BOOTS[@]}"; do
        kill -TERM "$pid" 2> /dev/null || true
        wait "$pid" 2> /dev/null || true
    done
}

boot_forbidden() { # FOLDER COMBINATION...
    local folder=$1
    shift
    mkdir -p "$folder"
    # shellcheck disable=SC2034 # for vm/pack.sh and vm/boot.sh
    JOB=(bench "$@") CPUS=2 MEMORY=1024 ACCEL=tcg CLOCK=wall TIMEOUT=600
    pack_initramfs "$WORK/initramfs.cpio" "$FORBIDDEN_MODULE" "$SOURCE/tests/forbidden/guest.sh" kuipc-bench
    compose_qemu bench "$WORK/initramfs.cpio" "$folder/console.log" "$folder/results.raw"
    say "  trying $*"
    progress_begin ''
    boot_and_watch "$folder/console.log" "$folder/qemu.log"
    grep -q 'kuipc: guest ready' "$folder/console.log" ||
        fail "$STATUS_SETUP" "the checking kernel does not boot; its console: $folder/console.log"
}

# judge_combinations FOLDER JSON: reads the consoles in FOLDER.
judge_combinations() {
    local folder=$1 json=$2 operation context expected because surprises=0
    rm -f "$json"
    put_note "schema=kuipc.forbidden/1" "kernel.release=$KERNEL_RELEASE" "kernel.source=$CHECKING_SOURCE" \
        "kernel.config_sha256=$(sha256_of "$KERNEL_CONFIG")" -- ./tests/run.sh --checking forbidden
    while read -r operation context expected because; do
        if [[ $expected == allowed ]]; then
            judge_combination "$folder/allowed/console.log"
        else
            judge_combination "$folder/$operation-$context/console.log"
        fi
    done < <(listed_combinations)
    ((surprises == 0))
}

put_note() {
    "$KUIPC" note --file "$json" "$@" || fail "$STATUS_SETUP" "$json cannot be written"
}

# judge_combination CONSOLE: of the loop's operation and context; compares, says, writes down.
judge_combination() {
    local name=$operation/$context at=combinations.$operation.$context said reports=() report='' returned reported=false
    said=$(between_begin_and_end "$1")
    [[ -n $said ]] || fail "$STATUS_SETUP" "$name was not tried; see $1"
    returned=$(sed -n 's|^kuipc_forbidden: .* returned \(-\{0,1\}[0-9]*\)$|\1|p' <<< "$said")
    mapfile -t reports < <(grep -E "$REPORT_BEGINS" <<< "$said")
    if ((${#reports[@]})); then
        report=${reports[0]} reported=true
        note_reports
    fi
    put_note "$at.expected=$expected" "$at.reported:=$reported" "$at.returned:=${returned:-null}" "$at.because=$because"
    if as_expected; then
        say "  $name: $expected${report:+: $report}"
    else
        say "  FAILED $name: expected '$expected', but it returned ${returned:-nothing}, and ${report:-no checker objected}"
        surprises=$((surprises + 1))
    fi
}

note_reports() {
    local number
    put_note "$at.report=$report" "$at.checker=$(checker_of "$report")" "$at.function=$(called_function <<< "$said")" \
        "$at.detail=$(grep -m 1 -E "$REPORT_TELLS" <<< "$said" || true)"
    # Backwards, so that the first of a checker's stays.
    for ((number = ${#reports[@]} - 1; number >= 0; number--)); do
        put_note "$at.reports.$(checker_of "${reports[number]}")=${reports[number]}"
    done
}

# In the first call trace, what stands above the first function of the test module. "?" marks what was only
# found on the stack.
called_function() {
    awk '/^Call Trace:/ { inside = 1 }
        inside && /^ +[^ ?]+\+0x[0-9a-f]+\// {
            if (/\[kuipc_forbidden\]/) exit
            function_name = $1
        }
        END { sub(/\+.*/, "", function_name); print function_name }'
}

# Without the time stamps that the kernel puts before each line, and what is another one in each boot.
between_begin_and_end() { # CONSOLE
    tr -d '\r' < "$1" | sed -nE "s/^\[[ 0-9.]*\] //
        s/^(WARNING: )CPU: [0-9]+ PID: [0-9]+ /\1/
        s/, pid: [0-9]+, name: .*//
        s|(scheduling while atomic: [^/]*)/[0-9]+/|\1/|
        \\|^kuipc_forbidden: $name begins|,\\|^kuipc_forbidden: $name returned|p"
}

as_expected() {
    case $expected in
    allowed) [[ $reported == false && $returned == 0 ]] ;;
    unseen) [[ $reported == false && -n $returned ]] ;;
    reported) [[ $reported == true ]] ;;
    *) false ;;
    esac
}

# Which of the kernel's checkers writes such a line.
checker_of() { # REPORT
    case $1 in
    *'sleeping function called'*) echo DEBUG_ATOMIC_SLEEP ;;
    *'scheduling while atomic'*) echo scheduler ;;
    *'suspicious RCU'*) echo PROVE_RCU ;;
    *'lock state'* | *'wait context'* | *'locking dependency'* | *'lock dependency'* | *'lock inversion'* | \
        *'recursive locking'*) echo PROVE_LOCKING ;;
    *KASAN*) echo KASAN ;;
    *UBSAN*) echo UBSAN ;;
    'WARNING: at '*) echo WARN_ON ;;
    *) echo kernel ;;
    esac
}

# try_mistakes FOLDER: makes each mistake of mistakes.txt and sees whether vm/init's judgement names it.
# Returns 1 when a checker was silent.
try_mistakes() {
    local folder=$1 mistake checker pattern silent=0 made=()
    rm -rf "$folder"
    mkdir -p "$folder"
    build_forbidden_module "$folder/module"
    mapfile -t made < <(listed_mistakes | awk '!seen[$1]++ { print $1 "/task" }')
    boot_forbidden "$folder" "${made[@]}"
    tar -C "$folder" -xf "$folder/results.raw" ./splats.txt 2> /dev/null ||
        fail "$STATUS_SETUP" "the guest brought no judgement out; its console: $folder/console.log"
    rm -f "$folder/results.raw"
    while read -r mistake checker pattern; do
        if grep -qE -e "$pattern" "$folder/splats.txt"; then
            say "  $mistake: seen by $checker"
        else
            say "  FAILED $mistake: not a word of $checker ('$pattern') in $folder/splats.txt"
            silent=$((silent + 1))
        fi
    done < <(listed_mistakes)
    ((silent == 0))
}

listed_mistakes() {
    grep -v '^#' "$SOURCE/tests/forbidden/mistakes.txt"
}
