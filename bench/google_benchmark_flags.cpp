// SPDX-License-Identifier: Apache-2.0
#include "bench/google_benchmark_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace kuipc {
namespace {

struct Refusal {
  const char* flag;
  const char* why;  // and what to use instead
};

constexpr const char* no_console =
    "Google Benchmark's console is hidden: it would call instructions nanoseconds. "
    "the verbs table and show print the numbers";
constexpr const char* own_sizes =
    "each row has a fixed number of operations, so that two runs do the same work; use --set and "
    "--repetitions";

constexpr Refusal refused[] = {
    {"benchmark_list_tests", "use --list"},
    {"benchmark_filter", "use --filter, which takes a regular expression too"},
    {"benchmark_min_time", own_sizes},
    {"benchmark_min_warmup_time", "each row warms itself up; nothing replaces this flag"},
    {"benchmark_dry_run", "use --list for the names, or --set quick for a short run"},
    {"benchmark_display_aggregates_only", no_console},
    {"benchmark_format", no_console},
    {"benchmark_color", no_console},
    {"benchmark_counters_tabular", no_console},
    {"benchmark_out",
     "the file is benchmark.json or benchmark.counted.json in the run folder; use --out for that"},
    {"benchmark_out_format", "the file is JSON; the verb export writes other forms"},
    {"benchmark_time_unit", "the file's unit is always ns; counted, one \"ns\" is one instruction"},
    {"benchmark_perf_counters",
     "--clock wall reads the hardware counters itself; the verb show prints them"},
    {"v", "its lines would go to the console while something is measured"},
    {"help",
     "see Google Benchmark's own documentation; --help names the flags that are "
     "obeyed"}};

[[noreturn]] void wrong(std::string_view word, std::string_view why) {
  throw std::invalid_argument(fmt::format("{}: {}", word, why));
}

struct Flag {
  std::string name;  // without its dashes
  std::string value;
  bool has_value = false;
};

Flag parsed(const std::string& word) {
  if (!word.starts_with("--"))
    wrong(word, "is no flag of Google Benchmark's; those stand behind --");
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos) return {word.substr(2), "", false};
  return {word.substr(2, equals - 2), word.substr(equals + 1), true};
}

// As the library takes them: a flag without a value is on.
bool truth(const std::string& word, const Flag& flag) {
  if (!flag.has_value) return true;
  for (const char* yes : {"true", "yes", "on", "1"})
    if (flag.value == yes) return true;
  for (const char* no : {"false", "no", "off", "0"})
    if (flag.value == no) return false;
  wrong(word, "takes true or false");
}

// The library would end the program, with status 0, on a context that it cannot read.
void check_context(const std::string& word, const Flag& flag) {
  std::istringstream pairs(flag.value + ",");
  for (std::string pair; std::getline(pairs, pair, ',');) {
    if (std::count(pair.begin(), pair.end(), '=') != 1 || pair.front() == '=')
      wrong(word, "takes KEY=VALUE, or several with commas between");
    if (pair.starts_with("clock="))
      wrong(word, "the file says itself which clock it has; use another key");
  }
}

void take_repetitions(const std::string& word, const Flag& flag, Options& options) {
  const unsigned count = repetition_count(flag.value);
  if (options.repetitions > 0 && options.repetitions != count)
    wrong(word, fmt::format("--repetitions {} says something else", options.repetitions));
  options.repetitions = count;
}

[[noreturn]] void refuse(const std::string& word, const Flag& flag) {
  const auto* const found = std::find_if(std::begin(refused), std::end(refused),
                                         [&](const Refusal& one) { return flag.name == one.flag; });
  if (found != std::end(refused)) wrong(word, found->why);
  wrong(word,
        "no such flag of Google Benchmark's is known here; --help names those "
        "that are obeyed");
}

void take(const std::string& word, Options& options) {
  const Flag flag = parsed(word);
  if (flag.name == "benchmark_repetitions") return take_repetitions(word, flag, options);
  if (flag.name == "benchmark_report_aggregates_only") {
    options.aggregates_only = truth(word, flag);
  } else if (flag.name == "benchmark_context") {
    check_context(word, flag);
    options.google_benchmark.push_back(word);
  } else if (flag.name == "benchmark_enable_random_interleaving") {
    if (truth(word, flag) && options.clock == Clock::counted)
      wrong(word, "counted runs keep their order: in another one the numbers would differ");
    options.google_benchmark.push_back(word);
  } else {
    refuse(word, flag);
  }
}

}  // namespace

unsigned repetition_count(const std::string& word) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size() || value < 1 || value > 1000)
    wrong(word, "repetitions are a number from 1 to 1000");
  return value;
}

void read_google_benchmark_flags(const std::vector<std::string>& words, Options& options) {
  for (const std::string& word : words) take(word, options);
}

}  // namespace kuipc
