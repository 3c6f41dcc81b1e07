#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Nothing in the project is true on one machine only: no folder of whoever wrote it, no name of a package
# mirror, and no work left over as a note to oneself.
set -euo pipefail
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

forbid() { # WHAT PATTERN
    if grep -nIE "$2" -- "${files[@]}"; then
        give_up "$1"
    fi
}

cd "$SOURCE"
files=()
list_files files ':!tests/lint/portable.sh' ':!LICENSES'
# Where it lies, or itself where that is a folder of every machine.
checkout=${SOURCE%/*}
case $checkout in '' | /tmp | /var/tmp | /opt | /srv | /root | /usr/src) checkout=$SOURCE ;; esac
forbid "the path of this checkout" "$(printf '%s' "$checkout/" | sed 's/[.[\*^$+?(){|]/\\&/g')"
forbid "somebody's home" '/(home|Users)/[a-z]'
forbid "a package mirror" '(deb|ftp\.[a-z.]*|snapshot|security)\.debian\.org|pypi\.org|crates\.io'
forbid "a note to oneself" '\b(TODO|FIXME|XXX|HACK)\b'
