# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The page: what it is made of, from where, and the one that a run ends with where all of that is there. A
# run needs none of it.

readonly PAGE_ASSETS=$SOURCE/report/page
ECHARTS=''   # the file, when it is there
PAGE_WORDS=() # a report's words without those that were for us

# find_echarts: the one that was named, or the one that was fetched, as long as it is as it was then. Sets
# DAMAGED_ECHARTS where it is not.
find_echarts() {
    FETCHED_ECHARTS=$(from_npm echarts "$PAGE_ASSETS").min.js
    ECHARTS=${KUIPC_ECHARTS:-$FETCHED_ECHARTS} DAMAGED_ECHARTS=''
    [[ $ECHARTS != "$FETCHED_ECHARTS" || ! -e $ECHARTS.sha256 ]] || sha256sum --check --status "$ECHARTS.sha256" 2> /dev/null ||
        DAMAGED_ECHARTS="$ECHARTS is not as it was fetched"
    [[ -s $ECHARTS && -z $DAMAGED_ECHARTS ]]
}

# prepare_page WORDS...: leaves ECHARTS, fetched if need be, and PAGE_WORDS.
prepare_page() {
    local word
    for word in "$@"; do
        case $word in
        --offline) OFFLINE=yes ;;
        --yes) YES=yes ;;
        --help | -h) PAGE_WORDS=("$word"); return ;;
        *) PAGE_WORDS+=("$word") ;;
        esac
    done
    ! find_echarts || return 0
    [[ -z ${KUIPC_ECHARTS-} ]] || fail "$STATUS_USAGE" "KUIPC_ECHARTS=$KUIPC_ECHARTS: there is no such file"
    [[ -z $OFFLINE ]] || fail "$STATUS_SETUP" \
        "${DAMAGED_ECHARTS:-ECharts, which draws the page, is not in the cache}, and --offline downloads nothing" \
        "./run_bench.sh report" "KUIPC_ECHARTS=FILE ./run_bench.sh report    # FILE: the echarts.min.js of a release"
    setup_packages "$SOURCE/vm/packages-page.txt"
    fetch_echarts
}

fetch_echarts() {
    say "fetching ECharts, once, into ${FETCHED_ECHARTS%/*}"
    install_modules "$PAGE_ASSETS" "$WORK/page"
    # Two reports at once: whoever is last replaces the file by the same one.
    cp "$WORK/page/node_modules/echarts/dist/echarts.min.js" "$FETCHED_ECHARTS.$$"
    sha256sum "$FETCHED_ECHARTS.$$" | sed "s/\.$$\$//" > "$FETCHED_ECHARTS.sha256.$$"
    mv "$FETCHED_ECHARTS.$$" "$FETCHED_ECHARTS"
    mv "$FETCHED_ECHARTS.sha256.$$" "$FETCHED_ECHARTS.sha256"
}

# install_modules FROM INTO: npm holds what it fetches against the lock file, and runs nothing of it.
install_modules() {
    mkdir -p "$CACHE/page" "$2"
    cp "$1/package.json" "$1/package-lock.json" "$2/"
    perform_or_fail "npm could not fetch what $1/package.json asks for" \
        npm ci --prefix "$2" --ignore-scripts --no-audit --no-fund --no-update-notifier
}

# make_page KUIPC'S WORDS...
make_page() {
    "$KUIPC" report --results "$RUNS" --thresholds "$SOURCE/results/thresholds.json" --repository "$SOURCE" \
        --reports "$SOURCE/results/reference" --assets "$PAGE_ASSETS" --echarts "$ECHARTS" "$@"
}

# page_of_run FOLDER [KUIPC'S WORD...]: a run's own page, where it costs nothing but a moment. The table names
# it, or the command.
page_of_run() {
    if find_echarts; then
        make_page "$@" > "$WORK/log" 2>&1 || true
    elif [[ -n $DAMAGED_ECHARTS ]]; then
        say "no page: $DAMAGED_ECHARTS; ./run_bench.sh report fetches it again"
    fi
}
