// SPDX-License-Identifier: Apache-2.0
#include "bench/options.h"

#include <fmt/format.h>
#include <getopt.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "bench/catalogue.h"
#include "bench/google_benchmark_flags.h"

namespace kuipc {
namespace {

constexpr const char* help =
    R"(kuipc-bench measures what a message between kernel and userspace costs.
It runs inside the test kernel; ./run_bench.sh boots one, runs it there and reads the results.

Usage: kuipc-bench --out DIR [OPTIONS] [-- GOOGLE_BENCHMARK_FLAGS]
  --out DIR                   folder for the results
  --clock counted|wall        counted: guest instructions (QEMU icount); wall: nanoseconds (counted)
  --set quick|standard|full   how much to measure (standard)
  --filter REGEX              only the benchmarks whose name matches
  --repetitions N             of each benchmark, 1 to 1000 (counted: 1, wall: 9)
  --no-modules                only what a stock kernel offers
  --not-built STEM=REASON     that module could not be compiled: why its rows are skipped
  --list                      print the names of the benchmarks and stop
  --allow-emulated-wall       let the wall clock run under emulation, marked as such
  --version, --help
Of Google Benchmark's flags these are obeyed; the others are refused, each with its reason:
  --benchmark_repetitions=N             as --repetitions
  --benchmark_report_aggregates_only    its file holds the mean, median and deviation alone
  --benchmark_context=KEY=VALUE,...     noted in its file
  --benchmark_enable_random_interleaving=false   wall: repetitions of a row follow one another
)";

// getopt's letters for options that have none.
enum Letter {
  out,
  clock_,
  set,
  filter,
  repetitions,
  no_modules,
  not_built,
  list,
  emulated_wall,
  version,
  usage
};

constexpr option words[] = {{"out", required_argument, nullptr, out},
                            {"clock", required_argument, nullptr, clock_},
                            {"set", required_argument, nullptr, set},
                            {"filter", required_argument, nullptr, filter},
                            {"repetitions", required_argument, nullptr, repetitions},
                            {"no-modules", no_argument, nullptr, no_modules},
                            {"not-built", required_argument, nullptr, not_built},
                            {"list", no_argument, nullptr, list},
                            {"allow-emulated-wall", no_argument, nullptr, emulated_wall},
                            {"version", no_argument, nullptr, version},
                            {"help", no_argument, nullptr, usage},
                            {nullptr, 0, nullptr, 0}};

[[noreturn]] void wrong(std::string_view word, std::string_view why) {
  throw std::invalid_argument(fmt::format("{}: {}", word, why));
}

// The one of all whose name is word.
template <class Choice, std::size_t Count>
Choice chosen(std::string_view word, const Choice (&all)[Count], std::string_view names) {
  const auto found = std::find_if(std::begin(all), std::end(all),
                                  [&](Choice choice) { return name_of(choice) == word; });
  if (found == std::end(all)) wrong(word, fmt::format("is none of {}", names));
  return *found;
}

void note_not_built(std::string_view word, Options& options) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) wrong(word, "--not-built takes STEM=REASON");
  options.not_built.emplace(word.substr(0, equals), word.substr(equals + 1));
}

void apply(int letter, std::string_view value, Options& options) {
  switch (letter) {
    case out:
      options.out = value;
      if (!std::filesystem::is_directory(options.out)) wrong(value, "is no folder");
      break;
    case clock_:
      options.clock = chosen(value, {Clock::counted, Clock::wall}, "counted, wall");
      break;
    case set:
      options.set = chosen(value, {Set::quick, Set::standard, Set::full}, "quick, standard, full");
      break;
    case filter:
      options.filter = value;
      if (!is_expression(options.filter)) wrong(value, "is not a regular expression");
      break;
    case repetitions:
      options.repetitions = repetition_count(std::string(value));
      break;
    case no_modules:
      options.modules = false;
      break;
    case not_built:
      note_not_built(value, options);
      break;
    case list:
      options.list = true;
      break;
    default:
      options.emulated_wall = true;
  }
}

// False: --help or --version has been answered. Throws std::invalid_argument for wrong usage.
bool read(int argc, char** argv, Options& options) {
  optind = 0;  // GNU: start afresh
  opterr = 0;
  for (int letter; (letter = getopt_long(argc, argv, "+:", words, nullptr)) != -1;) {
    if (letter == '?') wrong(argv[optind - 1], "no such option; see --help");
    if (letter == ':') wrong(argv[optind - 1], "needs a value");
    if (letter == usage || letter == version) {
      fmt::print("{}", letter == usage ? help : KUIPC_VERSION "\n");
      return false;
    }
    apply(letter, optarg == nullptr ? "" : optarg, options);
  }
  if (optind < argc) wrong(argv[optind], "is not an option; see --help");
  if (!options.list && options.out.empty()) wrong("--out", "is needed");
  return true;
}

}  // namespace

bool parse_options(int argc, char** argv, Options& options, int& status) try {
  // What follows "--" is Google Benchmark's own.
  char** const separator = std::find_if(
      argv, argv + argc, [](const char* word) { return std::string_view(word) == "--"; });
  status = 0;
  if (!read(static_cast<int>(separator - argv), argv, options)) return false;
  if (separator != argv + argc) read_google_benchmark_flags({separator + 1, argv + argc}, options);
  return true;
} catch (const std::invalid_argument& error) {
  fmt::print(stderr, "kuipc-bench: {}\n", error.what());
  status = 2;
  return false;
}

}  // namespace kuipc
