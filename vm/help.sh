# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What run_bench.sh can be told, and which verb somebody meant.

readonly VERBS="run setup clean prune list conformance exec help"
readonly VERBS_OF_RESULTS="table show spread runs validate compare gate report history advise export contexts"

show_help() {
    cat << 'HELP'
Usage: ./run_bench.sh [run] [options] [-- Google Benchmark flags]
       ./run_bench.sh setup | clean | prune | list | conformance [options]
       ./run_bench.sh exec [options] FILE [ARGS of the program's]
       ./run_bench.sh compare | gate | report | history | advise | export | contexts ...

run        set up what is missing, boot the test kernel, measure, print, keep the results (the default)
setup      everything that needs the network: packages, kernel, build; then --offline works
clean      remove build/ and what the cache holds; results stay
prune      remove old runs (all but the newest 20, or --keep N; --keep-tagged keeps those with a tag too), what killed
           runs left, and what in the cache nothing needs; --dry-run only names it
list       the names of the benchmarks, as --list
table [@N] | show @N NAME | spread @N @M ... | runs | validate   read results; @0 is the newest
compare BASE HEAD | gate BASE HEAD | export @N   what changed; may it go in; for other tools (each has --help)
help [COMMAND]   this text, or what that command has to say
conformance  run the tests of the transports in the test kernel instead of measuring
exec       run a program of your own in the test kernel, with the modules loaded; its output and exit status
           are the command's, and what kuipc itself has to say begins with "kuipc:"

What to measure
  --set quick|standard|full    how much (standard)
  --filter REGEX               only the benchmarks whose name matches
  --list                       print the names that would be measured, measure nothing
  --repetitions N              repeat each benchmark N times
  --no-modules                 only what needs no kernel module
Where
  --on vm|host                 the test kernel, or this machine's own (vm)
  --clock auto|counted|wall    instructions under emulation, or nanoseconds
  --accel auto|kvm|tcg         auto boots the real kernel once to see whether KVM works here
  --kernel RELEASE|TREE|IMAGE  6.12, a built tree or O= folder, or a bzImage; more than one: a run each
  --kdir DIR                   the build folder of the IMAGE
  --cpus N  --memory MB        of the guest (1, 512; at least 128)
  --append ARGS                more words for the kernel command line
  --qemu-opt WORD              one more word for QEMU, as it is; as often as needed
  --qemu-opts ARGS             more words for QEMU, parted at spaces
  --timeout S                  stop a guest after S seconds (1800)
Against a baseline: measure, compare, and fail if something got worse (counted, unless told otherwise)
  --baseline-result FOLDER|@N  with a result that is there already
  --baseline-rev REV           with another revision of kuipc, measured in turn with the working tree
  --baseline-kernel RELEASE|TREE   with another kernel, measured in turn with --kernel
  --subject kernel|kuipc|both  which of them is under test, where both differ from the result
  --thresholds FILE            what may move by how much (results/thresholds.json)
  --bisect                     statuses for git bisect run: 3 and 5 become 125 (skip), 2 becomes 128 (stop)
  --perturb N                  N more boots (3 or more) with something irrelevant changed: how much does
                               each row move by itself? Of the base, if there is one to measure
How
  --out DIR                    the run folder (results/runs/<time>[-tag])
  --tag NAME                   a word to know the run by
  --yes                        install missing packages without asking
  --offline                    download nothing
  --dry-run                    print the commands, change nothing
  --shell                      a shell in the test kernel instead of a run
  --with FILE                  a file of your own for --shell or exec, as /root/FILE; as often as needed
  --verbose | --quiet          show every command's output | no progress
  --version | --help
Of Google Benchmark's flags these are obeyed, the others refused: --benchmark_repetitions=N,
--benchmark_report_aggregates_only, --benchmark_context=KEY=VALUE and, with the wall clock,
--benchmark_enable_random_interleaving=false.

Downloads live in ${KUIPC_CACHE:-${XDG_CACHE_HOME:-~/.cache}/kuipc}; NO_COLOR is honoured. A guest whose
console is silent for ${KUIPC_HANG_SECONDS:-120} s is taken to hang.
Exit status: 0 fine, 1 a measured regression, 2 wrong usage, 3 not comparable, 4 the kernel under test
failed, 5 set-up failed, 6 wrong data or nothing measured, 130 interrupted.
HELP
}

# help [VERB]: the report tool tells of its own verbs.
help_with() {
    local verb=${1-}
    if [[ -n $verb && " $VERBS_OF_RESULTS " == *" $verb "* ]]; then
        COMMAND=tool
    elif [[ -z $verb || " $VERBS " == *" $verb "* ]]; then
        show_help
        leave 0
    else
        unknown_verb "$verb"
    fi
}

unknown_verb() {
    # shellcheck disable=SC2086 # each a word
    usage "unknown command '$1'$(meant "$1" $VERBS $VERBS_OF_RESULTS)"
}
