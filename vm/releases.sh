# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The names of kernels, compared by components and never by prefix: 6.1 is 6.1.0-56-cloud-amd64 and not
# 6.12.117+deb12-cloud-amd64. Whatever looks a release up, in package lists or in the cache, asks here.

readonly WHAT_IS_UNPACKED="image, headers, modules of the network"

# release_fits RELEASE WANTED: the same, or WANTED and more components. Nothing wanted fits all.
release_fits() {
    [[ -z $2 || $1 == "$2" || $1 == "$2"[-.+~]* ]]
}

# best_releases WANTED: of the names on stdin, one a line, those that fit and hold a kernel, best first. A cloud
# kernel is preferred: two serial ports and few drivers to wait for. A name without a third component,
# 6.12-cloud-amd64, is a metapackage's; a flavour such as rt has to be named.
best_releases() {
    local name fitting='' plain='^[0-9]+\.[0-9]+(\.[0-9]+|~rc)[^-]*(-[0-9][^-]*)?(-cloud)?-amd64$'
    while IFS= read -r name; do
        ! release_fits "$name" "$1" || [[ $name != "$1" && ! $name =~ $plain ]] || fitting+=$name$'\n'
    done
    [[ -n $fitting ]] || return 0
    { grep -e '-cloud-' <<< "$fitting" || true; } | sort -rV
    { grep -v -e '-cloud-' <<< "${fitting%$'\n'}" || true; } | sort -rV
}

# is_unpacked RELEASE: what an earlier kuipc unpacked may lack what this one needs.
is_unpacked() {
    local complete=$CACHE/kernels/$1/complete
    [[ -n $1 && -e $complete && $(< "$complete") == "$WHAT_IS_UNPACKED" ]]
}

# cached_release WANTED: the best that is in the cache, or nothing. Without a wish it is the one that the
# distribution's metapackage named last: others were fetched by name, for once.
cached_release() {
    local folder answer=$CACHE/kernels/answer-
    if [[ -z $1 && -s $answer ]] && is_unpacked "$(< "$answer")"; then
        cat "$answer"
        return
    fi
    for folder in "$CACHE"/kernels/*/; do
        folder=${folder%/}
        ! is_unpacked "${folder##*/}" || printf '%s\n' "${folder##*/}"
    done | best_releases "$1" | sed -n 1p
}
