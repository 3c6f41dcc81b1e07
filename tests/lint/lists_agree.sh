#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A transport is one stem in four places: modules/<stem>.c, modules/Kbuild, bench/transports/<stem>.h and
# bench/transports.h. A line that was forgotten in one of them fails here. Usage: lists_agree.sh [HARNESS]
# With the harness, what it would measure has to be the same stems. And what the runner and the harness each know of Google
# Benchmark's flags has to be the same.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

# Linked into each module, no transport of their own: what stands beside $(1).o in Kbuild.
helpers() {
    # shellcheck disable=SC2016 # make's own
    sed -n 's/^kuipc_$(1)-y := $(1)\.o//p' "$SOURCE/modules/Kbuild" | grep -oE '[a-z_]+\.o' | sed 's/\.o$//'
}

sources() { # FOLDER SUFFIX
    find "$SOURCE/$1" -maxdepth 1 -name "*.$2" -printf '%f\n' | sed "s/\.$2\$//" | grep -vxFf <(helpers) | sort
}

# An assignment may go on over several lines.
joined_lines() { sed -e ':more' -e '/\\$/{N;s/\\\n//;b more' -e '}' "$1"; }

in_kbuild() {
    joined_lines "$SOURCE/modules/Kbuild" |
        sed -n 's/^stems *:= *//p' | tr -s '[:blank:]' '\n' | sed '/^$/d' | sort
}

included() {
    sed -n 's|^#include "bench/transports/\(.*\)\.h"$|\1|p' "$SOURCE/bench/transports.h" | sort
}

# The first part of a row's second word: "netlink" of echo/netlink.libnl/size:64. The kernel side of some is
# the kernel's own.
measured() {
    "$1" --list | grep -E '^(echo|push|pull|event)/' | cut -d / -f 2 | cut -d . -f 1 | grep -vxE 'nfqueue|tap|vhost_net' | sort -u
}

same() { # WHAT LIST OTHER_WHAT OTHER_LIST
    diff -u --label "$1" --label "$3" <(printf '%s\n' "$2") <(printf '%s\n' "$4") ||
        give_up "$1 and $3 name different transports"
}

modules=$(sources modules c)
[[ -n $modules ]] || give_up "no modules found"
same modules/ "$modules" modules/Kbuild "$(in_kbuild)"
same modules/ "$modules" bench/transports/ "$(sources bench/transports h)"
same modules/ "$modules" bench/transports.h "$(included)"
if (($#)); then
    # noop carries no message: it is a floor.
    same modules/ "$(grep -vx noop <<< "$modules")" "kuipc-bench --list" "$(measured "$1")"
fi

# The runner refuses in the first second what the harness would refuse in the guest.
obeyed_by_runner() {
    joined_lines "$SOURCE/vm/options.sh" |
        sed -n 's/^readonly BENCHMARK_FLAGS_OBEYED="\(.*\)"$/\1/p' | tr ' ' '\n' | sort
}
obeyed_by_harness() { sed -n 's/.*flag\.name == "\([a-z_]*\)".*/\1/p' "$SOURCE/bench/google_benchmark_flags.cpp" | sort; }
[[ -n $(obeyed_by_runner) ]] || give_up "vm/options.sh names no flags of Google Benchmark's"
diff -u --label vm/options.sh --label bench/google_benchmark_flags.cpp <(obeyed_by_runner) <(obeyed_by_harness) ||
    give_up "the runner and the harness obey different flags of Google Benchmark's"
