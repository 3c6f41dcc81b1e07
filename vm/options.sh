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

readonly OPTIONS_WITH_VALUE="--set --filter --repetitions --on --clock --accel --cpus --memory --append --timeout \
--kdir --out --tag --kernel --qemu-opt --qemu-opts --baseline-result --baseline-rev --baseline-kernel --subject \
--thresholds --perturb --with"
readonly OPTIONS="--bisect --list --no-modules --yes --offline --dry-run --shell --verbose --quiet --help -h --version"

readonly MOST_CPUS=255 # of QEMU's pc
# Tried with a bound of 64, on Debian's 6.1: a program runs from 80 MB on (exec), the quick set from 96. Later kernels
# are larger.
readonly LEAST_MEMORY=128
# bench/google_benchmark_flags.cpp tells of each of the others why it is refused.
readonly BENCHMARK_FLAGS_OBEYED="benchmark_repetitions benchmark_report_aggregates_only benchmark_context \
benchmark_enable_random_interleaving"

usage() { fail "$STATUS_USAGE" "$1" "./run_bench.sh --help"; }

read_options() {
    local option value words known="$OPTIONS_WITH_VALUE $OPTIONS"
    while (($#)); do
        option=$1 value=''
        if [[ $COMMAND == exec && $option != -?* ]]; then PROGRAM=("$@"); return; fi
        case $option in
        --) shift; if [[ $COMMAND == exec ]]; then PROGRAM=("$@"); else BENCHMARK_FLAGS+=("$@"); fi; return ;;
        --*=*) value=${option#*=} option=${option%%=*}; shift; set -- "$option" "$value" "$@" ;;
        esac
        if [[ " $OPTIONS_WITH_VALUE " == *" $option "* ]]; then
            (($# >= 2)) || usage "$option needs a value"
            value=$2
            shift
        elif [[ " $OPTIONS " == *" $option "* ]]; then
            [[ -z $value ]] || usage "$option takes no value"
        else
            unknown_option "$option" "$known"
        fi
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
        --qemu-opt) QEMU_OPTS+=("$value") ;;
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
        --help | -h) show_help; leave 0 ;;
        --version) printf 'kuipc %s\n' "$(< "$SOURCE/VERSION")"; leave 0 ;;
        esac
    done
}

# unknown_option WORD KNOWN: a command's name among the options is another mistake than a wrong letter.
unknown_option() {
    local word=${1#--}
    # shellcheck disable=SC2086 # each a word
    case " $VERBS $VERBS_OF_RESULTS " in
    *" $word "*) usage "unknown option '$1': a command stands first and has no dashes: ./run_bench.sh $word" ;;
    *) usage "unknown option '$1'$(meant "$1" $2)" ;;
    esac
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
    whole_number --memory "$MEMORY" 1
    CPUS=$((10#$CPUS)) MEMORY=$((10#$MEMORY)) # a zero in front is no octal number
    ((CPUS <= MOST_CPUS)) || usage "--cpus takes at most $MOST_CPUS (not '$CPUS')"
    ((MEMORY >= LEAST_MEMORY)) || usage "--memory $MEMORY: with less than $LEAST_MEMORY MB the test kernel does not boot"
    whole_number --timeout "$TIMEOUT" 1
    whole_number KUIPC_HANG_SECONDS "$SILENCE_IS_A_HANG" 1
    [[ -z $REPETITIONS ]] || whole_number --repetitions "$REPETITIONS" 1
    [[ $TAG =~ ^[A-Za-z0-9._-]*$ ]] || usage "--tag takes letters, digits, dot, dash and underscore (not '$TAG')"
    [[ -z $KDIR || ${#KERNELS[@]} -eq 1 ]] || usage "--kdir belongs to one --kernel IMAGE"
    [[ -z $SHELL_WANTED || $ON == vm ]] || usage "--shell opens a shell in the test kernel, not on the host"
    check_given_files
    check_exec
    [[ $ON == vm || ${#KERNELS[@]} -eq 0 ]] || usage "--kernel is for the test kernel; --on host runs this machine's own"
    check_clock
    check_baseline
    check_benchmark_flags
    [[ $COMMAND == clean ]] || check_paths
}

check_given_files() {
    local file
    ((${#WITH[@]} == 0)) || [[ -n $SHELL_WANTED || $COMMAND == exec ]] ||
        usage "--with puts a file into the guest of --shell or exec"
    for file in "${WITH[@]}"; do
        [[ -f $file && -r $file ]] || usage "--with $file: there is no such file, or it cannot be read"
    done
}

# Which flags there are depends on the library; which of them a run obeys does not.
check_benchmark_flags() {
    local word name
    [[ $COMMAND == run ]] || return 0
    for word in "${BENCHMARK_FLAGS[@]}"; do
        name=${word%%=*}
        name=${name#--}
        # shellcheck disable=SC2086 # each a word
        [[ $word == --?* && " $BENCHMARK_FLAGS_OBEYED " == *" $name "* ]] ||
            usage "$word is none of Google Benchmark's flags that a run obeys: ${BENCHMARK_FLAGS_OBEYED//benchmark_/--benchmark_}; how much is measured say --set and --repetitions"
    done
}

check_clock() {
    [[ $CLOCK == counted ]] || return 0
    [[ $ON == vm ]] || usage "--clock counted needs the test kernel: a host cannot count its instructions exactly"
    ((CPUS == 1)) || usage "--clock counted needs --cpus 1: with more, QEMU cannot count"
    [[ $ACCEL != kvm ]] || usage "--clock counted needs --accel tcg: KVM runs instructions without counting them"
}
