# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Tries what combinations.txt lists, in the checking kernel, and writes down what its checkers said, for
# the context matrix to cite. One file, keys operation and context:
#
#   {"schema": "kuipc.forbidden/1", "kernel": {"release", "source", "config_sha256"}, "command": […],
#    "combinations": {"copy_to_user": {"hardirq": {"expected", "reported", "checker", "report", "detail",
#                                                  "returned", "because"}}}}
#
# "report" is the first line of the first report, "detail" the line below it, "returned" 0 or the negative
# errno, null when the kernel did not live to say so; "because" is the last column of combinations.txt.

FORBIDDEN_MODULE='' # the folder with the .ko file
readonly REPORT_BEGINS='BUG: |WARNING: |INFO: possible|INFO: trying|KASAN: |UBSAN: |Kernel panic'

# try_combinations FOLDER JSON: returns 1 when one is not as expected; JSON is written all the same.
try_combinations() {
    local folder=$1 operation context expected because together=() surprises=0
    rm -rf "$folder"
    mkdir -p "$folder"
    build_forbidden_module "$folder/module"
    "$KUIPC" note --file "$folder/report.json" "schema=kuipc.forbidden/1" "kernel.release=$KERNEL_RELEASE" \
        "kernel.source=$CHECKING_SOURCE" "kernel.config_sha256=$(sha256_of "$KERNEL_CONFIG")" \
        -- ./tests/run.sh --checking forbidden
    while read -r operation context expected because; do
        if [[ $expected == allowed ]]; then
            together+=("$operation/$context")
        else
            boot_combinations "$folder/$operation-$context" "$operation/$context"
            judge_combination "$folder/$operation-$context/console.log"
        fi
    done < <(listed_combinations)
    boot_combinations "$folder/allowed" "${together[@]}"
    while read -r operation context expected because; do
        [[ $expected != allowed ]] || judge_combination "$folder/allowed/console.log"
    done < <(listed_combinations)
    mv "$folder/report.json" "$2"
    ((surprises == 0))
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
    local folder=$1
    shift
    mkdir -p "$folder"
    # shellcheck disable=SC2034 # for vm/pack.sh and vm/boot.sh
    JOB=(bench "$@") CPUS=2 MEMORY=1024 ACCEL=tcg CLOCK=wall APPEND="kmemleak=off" TIMEOUT=600
    pack_initramfs "$WORK/initramfs.cpio" "$FORBIDDEN_MODULE" "$SOURCE/tests/forbidden/guest.sh" kuipc-bench
    compose_qemu bench "$WORK/initramfs.cpio" "$folder/console.log" "$folder/results.raw"
    say "  trying $*"
    progress_begin ''
    boot_and_watch "$folder/console.log" "$folder/qemu.log"
    rm -f "$folder/results.raw"
    grep -q 'kuipc: guest ready' "$folder/console.log" ||
        fail "$STATUS_SETUP" "the checking kernel does not boot; its console: $folder/console.log"
}

# judge_combination CONSOLE: of the loop's operation and context; compares, says, writes down.
judge_combination() {
    local name=$operation/$context at=combinations.$operation.$context said report='' detail='' returned reported=false
    said=$(between_begin_and_end "$1")
    [[ -n $said ]] || fail "$STATUS_SETUP" "$name was not tried; see $1"
    returned=$(sed -n 's|^kuipc_forbidden: .* returned \(-\{0,1\}[0-9]*\)$|\1|p' <<< "$said")
    if report=$(grep -m 1 -A 1 -E "$REPORT_BEGINS" <<< "$said"); then
        reported=true detail=${report#*$'\n'} report=${report%%$'\n'*}
    fi
    "$KUIPC" note --file "$folder/report.json" "$at.expected=$expected" "$at.reported:=$reported" \
        "$at.checker=$(checker_of "$report")" "$at.report=$report" "$at.detail=$detail" \
        "$at.returned:=${returned:-null}" "$at.because=$because" || fail "$STATUS_SETUP" "$folder cannot be written"
    if as_expected; then
        say "  $name: $expected${report:+: $report}"
    else
        say "  FAILED $name: expected '$expected', but it returned ${returned:-nothing}, and ${report:-no checker objected}"
        surprises=$((surprises + 1))
    fi
}

# Without the time stamps that the kernel puts before each line.
between_begin_and_end() { # CONSOLE
    tr -d '\r' < "$1" | sed -n "s/^\[[ 0-9.]*\] //
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
    '') ;;
    *'sleeping function called'*) echo DEBUG_ATOMIC_SLEEP ;;
    *'scheduling while atomic'*) echo scheduler ;;
    *'suspicious RCU'*) echo PROVE_RCU ;;
    *'lock state'* | *'wait context'* | *'locking dependency'* | *'lock dependency'* | *'recursive locking'*) echo PROVE_LOCKING ;;
    *KASAN*) echo KASAN ;;
    *UBSAN*) echo UBSAN ;;
    *'WARNING: CPU'*) echo WARN_ON ;;
    *) echo kernel ;;
    esac
}
