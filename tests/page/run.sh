#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The page in Debian's chromium, by node's own test runner: tests/page/run.sh KUIPC [node's options].
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

export KUIPC=$1 KUIPC_SOURCE=$SOURCE
shift
KUIPC_ECHARTS=${KUIPC_ECHARTS:-$(from_npm echarts "$SOURCE/report/page").min.js}
KUIPC_PAGE_MODULES=$(from_npm playwright-core "$SOURCE/tests/page")
export KUIPC_ECHARTS KUIPC_PAGE_MODULES
export KUIPC_CHROMIUM=${KUIPC_CHROMIUM:-/usr/bin/chromium}

for file in "$KUIPC_CHROMIUM" "$KUIPC_ECHARTS" "$KUIPC_PAGE_MODULES/node_modules"; do
    [[ -e $file ]] || skip "$file is not there; tests/run.sh, or tests/npm.sh, gets it"
done
need node
node --test "$@" "$SOURCE"/tests/page/*.test.mjs
