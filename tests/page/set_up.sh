#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Gets what the page's tests need, once, into the cache: ECharts, as a report does, and playwright-core. Status 5
# where that is not to be had.
set -euo pipefail
SOURCE=$(cd -- "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/../.." && pwd)
readonly SOURCE
CACHE=${KUIPC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kuipc}
WORK=$(mktemp -d "${TMPDIR:-/tmp}/kuipc.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
OFFLINE='' YES=''

# shellcheck source=vm/say.sh
. "$SOURCE/vm/say.sh"
# shellcheck source=vm/setup.sh
. "$SOURCE/vm/setup.sh"
# shellcheck source=vm/page.sh
. "$SOURCE/vm/page.sh"

prepare_page "$@"
version=$(version_of playwright-core "$SOURCE/tests/page")
folder=$CACHE/page/playwright-$version
[[ -e $folder/node_modules ]] && exit
say "fetching playwright-core, once, into $CACHE/page"
install_modules "$SOURCE/tests/page" "$WORK/modules"
# Two at once: whoever is second leaves what the first one put there.
mv -T "$WORK/modules" "$folder" 2> /dev/null || [[ -e $folder/node_modules ]]
