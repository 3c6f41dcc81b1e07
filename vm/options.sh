# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The command line of run_bench.sh: defaults, reading, and refusing what has no meaning before anything
# is downloaded, built or booted.

COMMAND=run
SET=standard FILTER='' LIST='' REPETITIONS='' NO_MODULES='' ON=vm CLOCK=auto ACCEL=auto
CPUS=1 MEMORY=512 APPEND='' TIMEOUT=1800 KDIR='' OUT='' TAG='' YES='' OFFLINE='' SHELL_WANTED=''
BASELINE_RESULT='' BASELINE_REV='' BASELINE_KERNEL='' SUBJECT='' THRESHOLDS='' BISECT='' PERTURB=''
KERNELS=() QEMU_OPTS=() BENCHMARK_FLAGS=() WITH=()

show_help() {
    cat << 'HELP'
Usage: ./run_bench.sh [run] [options] [-- Google Benchmark flags]
       ./run_bench.sh setup | clean | list | conformance [options]
       ./run_bench.sh exec [options] FILE [ARGS of the program's]
       ./run_bench.sh compare | gate | report | history | advise | export | contexts ...

run        set up what is missing, boot the test kernel, measure, print, keep the results (the default)
setup      everything that needs the network: packages, kernel, build; then --offline works
clean      remove build/ and what the cache holds; results stay
list       the names of the benchmarks, as --list
table [@N] | show @N NAME | spread @N @M ... | runs | validate   read results; @0 is the newest
compare BASE HEAD | gate BASE HEAD | export @N   what changed; may it go in; for other tools (each has --help)
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
  --cpus N  --memory MB        of the guest (1, 512)
  --append ARGS                more words for the kernel command line
  --qemu-opts ARGS             more words for QEMU
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

Downloads live in ${KUIPC_CACHE:-${XDG_CACHE_HOME:-~/.cache}/kuipc}; NO_COLOR is honoured. A guest whose
console is silent for ${KUIPC_HANG_SECONDS:-120} s is taken to hang.
Exit status: 0 fine, 1 a measured regression, 2 wrong usage, 3 not comparable, 4 the kernel under test
failed, 5 set-up failed, 6 wrong data or nothing measured, 130 interrupted.
HELP
}

usage() { fail "$STATUS_USAGE" "$1" "./run_bench.sh --help"; }

read_options() {
    local option value words
    while (($#)); do
        option=$1 value=''
        if [[ $COMMAND == exec && $option != -?* ]]; then PROGRAM=("$@"); return; fi
        case $option in
        --) shift; if [[ $COMMAND == exec ]]; then PROGRAM=("$@"); else BENCHMARK_FLAGS+=("$@"); fi; return ;;
        --*=*) value=${option#*=} option=${option%%=*}; shift; set -- "$option" "$value" "$@" ;;
        esac
        case $option in
        --set | --filter | --repetitions | --on | --clock | --accel | --cpus | --memory | --append | \
            --timeout | --kdir | --out | --tag | --kernel | --qemu-opts | --baseline-result | --baseline-rev | \
            --baseline-kernel | --subject | --thresholds | --perturb | --with)
            (($# >= 2)) || usage "$option needs a value"
            value=$2
            shift ;;
        *) [[ -z $value ]] || usage "$option takes no value" ;;
        esac
        shift
        case $option in
        --set) SET=$value ;;
        --filter) FILTER=$value ;;
        --repetitions) REPETITIONS=$value ;;
        --on) ON=$value ;;
        --clock) CLOCK=$value ;;
        --accel) ACCEL=$value ;;
        --cpus) CPUS=$value ;;
        --memory) MEMORY=$value ;;
        --append) APPEND+="${APPEND:+ }$value" ;;
        --timeout) TIMEOUT=$value ;;
        --kdir) KDIR=$value ;;
        --out) OUT=$value ;;
        --tag) TAG=$value ;;
        --kernel) KERNELS+=("$value") ;;
        --qemu-opts) read -ra words <<< "$value"; QEMU_OPTS+=("${words[@]}") ;;
        --baseline-result) BASELINE_RESULT=$value ;;
        --baseline-rev) BASELINE_REV=$value ;;
        --baseline-kernel) BASELINE_KERNEL=$value ;;
        --subject) SUBJECT=$value ;;
        --thresholds) THRESHOLDS=$value ;;
        --perturb) PERTURB=$value ;;
        --with) WITH+=("$value") ;;
        --bisect) BISECT=yes ;;
        --list) LIST=yes ;;
        --no-modules) NO_MODULES=yes ;;
        --yes) YES=yes ;;
        --offline) OFFLINE=yes ;;
        --dry-run) DRY_RUN=yes ;;
        --shell) SHELL_WANTED=yes ;;
        --verbose) VERBOSE=yes ;;
        --quiet) QUIET=yes ;;
        --help | -h) show_help; exit 0 ;;
        --version) printf 'kuipc %s\n' "$(< "$SOURCE/VERSION")"; exit 0 ;;
        *) usage "unknown option '$option' (a command stands first)" ;;
        esac
    done
}

one_of() { # OPTION VALUE CHOICE...
    local option=$1 value=$2 choice
    shift 2
    for choice in "$@"; do
        [[ $value != "$choice" ]] || return 0
    done
    usage "$option takes one of: $* (not '$value')"
}

whole_number() { # OPTION VALUE LEAST
    if [[ ! $2 =~ ^[0-9]{1,7}$ ]] || ((10#$2 < $3)); then
        usage "$1 takes a whole number of at least $3 (not '$2')"
    fi
}

# What can be refused without knowing the machine.
check_options() {
    one_of --set "$SET" quick standard full
    one_of --on "$ON" vm host
    one_of --clock "$CLOCK" auto counted wall
    one_of --accel "$ACCEL" auto kvm tcg
    whole_number --cpus "$CPUS" 1
    whole_number --memory "$MEMORY" 64
    whole_number --timeout "$TIMEOUT" 1
    [[ -z $REPETITIONS ]] || whole_number --repetitions "$REPETITIONS" 1
    [[ $TAG =~ ^[A-Za-z0-9._-]*$ ]] || usage "--tag takes letters, digits, dot, dash and underscore (not '$TAG')"
    [[ -z $KDIR || ${#KERNELS[@]} -eq 1 ]] || usage "--kdir belongs to one --kernel IMAGE"
    [[ -z $SHELL_WANTED || $ON == vm ]] || usage "--shell opens a shell in the test kernel, not on the host"
    check_given_files
    check_exec
    [[ $ON == vm || ${#KERNELS[@]} -eq 0 ]] || usage "--kernel is for the test kernel; --on host runs this machine's own"
    check_clock
    check_baseline
}

check_given_files() {
    local file
    ((${#WITH[@]} == 0)) || [[ -n $SHELL_WANTED || $COMMAND == exec ]] ||
        usage "--with puts a file into the guest of --shell or exec"
    for file in "${WITH[@]}"; do
        [[ -f $file && -r $file ]] || usage "--with $file: there is no such file, or it cannot be read"
    done
}

check_clock() {
    [[ $CLOCK == counted ]] || return 0
    [[ $ON == vm ]] || usage "--clock counted needs the test kernel: a host cannot count its instructions exactly"
    ((CPUS == 1)) || usage "--clock counted needs --cpus 1: with more, QEMU cannot count"
    [[ $ACCEL != kvm ]] || usage "--clock counted needs --accel tcg: KVM runs instructions without counting them"
}
