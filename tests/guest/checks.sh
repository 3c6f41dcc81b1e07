#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What the guest left beside the cases' results. Usage: checks.sh CHECK FOLDER
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

guest=$2/guest

# An empty file: looked and found nothing. No file: nobody looked.
is_empty() {
    [[ -e $1 ]] || give_up "there is no $1"
    [[ ! -s $1 ]] || give_up "$1 says:"$'\n'"$(< "$1")"
}

# Where ebtables came first, in the kernel itself or before our modules, sockopt_text cannot: see its header.
option_is_taken() {
    [[ $1 == sockopt_text ]] && grep -q 'kuipc_sockopt_text.ko.*: Device or resource busy' "$guest/modules.log"
}

case $1 in
kernel_log_is_clean) is_empty "$guest/splats.txt" ;;
modules_are_unloaded) is_empty "$guest/unload.log" ;;
modules_were_loaded)
    taken=''
    read -ra stems <<< "$(sed -n 's/^stems *:= *//p' "$SOURCE/modules/Kbuild")"
    for stem in "${stems[@]}"; do
        if option_is_taken "$stem"; then
            taken=yes
        else
            grep -qx "kuipc_$stem loaded" "$guest/modules.log" || give_up "kuipc_$stem: $(< "$guest/modules.log")"
        fi
    done
    [[ -z $taken ]] || skip "kuipc_sockopt_text: socket option 128 is taken in this kernel, by ebtables as a rule" ;;
# What boot.sh put on the kernel command line, as the module shows it in sysfs.
boot_parameters_reach_a_module)
    for shown in 'number:-7' 'list:1,22,333' 'text:two words'; do
        grep -qx "/sys/module/kuipc_modparam/parameters/$shown" "$guest/parameters.log" ||
            give_up "not $shown: $(cat "$guest/parameters.log" 2>&1)"
    done ;;
# 0 or 1 are GoogleTest's; a killed binary would be 128 and more.
exit_status_came_out) grep -qxE '0|1' "$guest/exit" || give_up "exit status $(cat "$guest/exit")" ;;
*) give_up "unknown check $1" ;;
esac
