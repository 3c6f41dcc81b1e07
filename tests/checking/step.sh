#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# One step on the checking kernel as a test: skipped where there is no such kernel. It is compiled before,
# by tests/run.sh --with-checking. Usage: step.sh STEP
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

status=0
"$SOURCE/tests/checking.sh" --offline "$1" || status=$?
case $status in
0) ;;
5) skip "no checking kernel, for the reason above; ./tests/run.sh --with-checking makes it" ;;
*) give_up "$1, with status $status" ;;
esac
