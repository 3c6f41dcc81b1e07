// SPDX-License-Identifier: Apache-2.0
#include "bench/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <regex>

namespace kuipc {
namespace {

std::string checked_expression(const std::string& expression) {
  try {
    const std::regex pattern(expression);
    return {};
  } catch (const std::regex_error&) {
    return "not a regular expression: " + expression;
  }
}

}  // namespace

bool parse_options(int argc, char** argv, Options& options, int& status) {
  CLI::App app{
      "kuipc-bench measures what a message between kernel and userspace costs.\n"
      "It runs inside the test kernel; ./run_bench.sh boots one, runs it there and reads the results."};
  const std::map<std::string, Clock> clocks{{"counted", Clock::counted}, {"wall", Clock::wall}};
  const std::map<std::string, Set> sets{
      {"quick", Set::quick}, {"standard", Set::standard}, {"full", Set::full}};
  bool no_modules = false;

  app.set_version_flag("--version", KUIPC_VERSION);
  app.add_option("--clock", options.clock, "counted: guest instructions (QEMU icount); wall: nanoseconds")
      ->transform(CLI::CheckedTransformer(clocks))
      ->option_text("counted|wall");
  app.add_option("--set", options.set, "how much to measure")
      ->transform(CLI::CheckedTransformer(sets))
      ->option_text("quick|standard|full");
  app.add_option("--filter", options.filter, "only the benchmarks whose name matches")
      ->check(CLI::Validator(checked_expression, "REGEX"));
  app.add_option("--out", options.out, "folder for the results")->check(CLI::ExistingDirectory);
  app.add_option("--repetitions", options.repetitions, "of each benchmark (counted: 1, wall: 9)")
      ->check(CLI::Range(1, 1000));
  app.add_flag("--no-modules", no_modules, "only what a stock kernel offers");
  app.add_flag("--list", options.list, "print the names of the benchmarks and stop");
  app.add_flag("--allow-emulated-wall", options.emulated_wall,
               "let the wall clock run under emulation, marked as such");
  // What follows "--" is Google Benchmark's own.
  char** const separator = std::find_if(argv, argv + argc,
                                        [](const char* word) { return std::string_view(word) == "--"; });
  try {
    app.parse(static_cast<int>(separator - argv), argv);
    if (!options.list && options.out.empty()) throw CLI::RequiredError("--out");
  } catch (const CLI::ParseError& error) {
    status = app.exit(error) == 0 ? 0 : 2;
    return false;
  }
  options.modules = !no_modules;
  if (separator != argv + argc) options.google_benchmark.assign(separator + 1, argv + argc);
  return true;
}

}  // namespace kuipc
