# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The verbs that read results are the report tool's; it is told where things lie in this tree.

# The verbs of the report tool, which is built when it is not there yet or older than its sources.
ask_report_tool() {
    local verb=$1
    shift
    [[ -x $KUIPC ]] || QUIET=yes packages_stage
    # Two that ask at once must not build in the same folder, nor one that asks and one that runs.
    lock_folder "$BUILD"
    QUIET=yes build_programs kuipc
    unlock_folder
    case "$verb ${1-}" in
    "history add") set -- add --results "$RUNS" "${@:2}" ;;
    "history list") set -- list --repository "$SOURCE" "${@:2}" ;;
    "history show")
        set -- show --repository "$SOURCE" --thresholds "$SOURCE/results/thresholds.json" "${@:2}" ;;
    esac
    case $verb in
    table | show | spread | runs | validate | export | advise) set -- --results "$RUNS" "$@" ;;
    compare | gate)
        set -- --results "$RUNS" --thresholds "$SOURCE/results/thresholds.json" --repository "$SOURCE" "$@" ;;
    contexts) set -- --results "$RUNS" --reports "$SOURCE/results/reference" "$@" ;;
    report)
        prepare_page "$@"
        make_page "${PAGE_WORDS[@]}" || STATUS=$?
        return ;;
    esac
    "$KUIPC" "$verb" "$@" || STATUS=$?
}
