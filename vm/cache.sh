# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Where that lies which is fetched or built once: kernels, pages' parts, what perturbed boots taught.

CACHE=${KUIPC_CACHE:-${XDG_CACHE_HOME:-~/.cache}/kuipc}

# from_npm PACKAGE FOLDER: where that package lies, in the version that FOLDER/package.json asks for.
from_npm() {
    printf '%s/page/%s-%s\n' "$CACHE" "$1" "$(sed -n "s/^ *\"$1\": \"\([0-9.]*\)\".*/\1/p" "$2/package.json")"
}
