// SPDX-License-Identifier: Apache-2.0
// kuipc sensitivity: joins the boots of run --perturb. A row's sensitivity is the range of its
// median over the run and its perturbed boots, as a share of the run's own.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "decode.h"
#include "differences.h"
#include "failure.h"
#include "files.h"
#include "runs.h"
#include "sensitivity_cache.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

struct Range {
  double own, least, most;
  std::size_t boots = 1;
};

using Ranges = std::map<std::pair<std::string, std::string>, Range>;  // by row and metric

// A boot of something else would make any row look restless.
void check_alike(const Result& run, const Result& boot, const fs::path& file) {
  if (!machine_differences(run.machine, boot.machine).empty())
    throw Failure(kNotComparable, file.string() + ": was made on another machine than the run");
  for (const Difference& one : subject_differences(run.subject, boot.subject))
    if (one.matters && one.field != "cmdline")
      throw Failure(kNotComparable, fmt::format("{}: its {} {} is not the run's", file.string(),
                                                one.part, one.field));
}

Ranges ranges_of(const Result& run) {
  Ranges ranges;
  for (const Row& row : run.rows)
    for (const auto& [name, metric] : row.metrics)
      if (metric.median)
        ranges[{row.name, name}] = {*metric.median, *metric.median, *metric.median};
  return ranges;
}

void widen(Ranges& ranges, const Result& boot) {
  for (const Row& row : boot.rows)
    for (const auto& [name, metric] : row.metrics) {
      const auto found = ranges.find({row.name, name});
      if (found == ranges.end() || !metric.median) continue;
      Range& range = found->second;
      range.least = std::min(range.least, *metric.median);
      range.most = std::max(range.most, *metric.median);
      ++range.boots;
    }
}

// What one of the boots could not measure has no sensitivity that anybody knows.
Sensitivities sensitivities_of(const Ranges& ranges, std::size_t boots) {
  Sensitivities known;
  for (const auto& [name, range] : ranges) {
    const double width = range.most - range.least;
    if (range.boots != boots + 1 || (range.own == 0 && width > 0)) continue;
    known[name] = width > 0 ? width / std::abs(range.own) : 0;
  }
  return known;
}

// Into the file's own JSON, so that what this kuipc does not read stays in it. Returns what it
// holds then.
std::string write_into(const fs::path& file, const Sensitivities& known, std::size_t boots) {
  Json document = read_json(file);
  for (Json& row : document.at("benchmarks")) {
    if (!row.contains("metrics") || !row["metrics"].is_object()) continue;
    for (auto& [name, metric] : row["metrics"].items()) {
      const auto found = known.find({row.at("name").get<std::string>(), name});
      if (found != known.end()) metric["sensitivity"] = found->second;
    }
  }
  document["run"]["perturbed"] = boots;
  std::string text = document.dump(1) + "\n";
  write_atomically(file, text);
  return text;
}

int take_from_cache(const SensitivityOptions& options, const fs::path& file, const Result& run) {
  const fs::path cached = cached_sensitivity(options.cache, run);
  if (!fs::exists(cached)) return kNotComparable;
  const Result perturbed = read_result(cached);
  const std::size_t boots = perturbed.run.perturbed;
  if (boots < options.boots) return kNotComparable;
  write_into(file, sensitivities_from(perturbed, run), boots);
  fmt::print(stderr, "how much each row moves by itself is known from {} boots of the same\n",
             boots);
  return kFine;
}

}  // namespace

int sensitivity(const SensitivityOptions& options) {
  const fs::path file = fs::path(options.run) / "result.json";
  const Result run = read_result(file);
  if (options.boots > 0) return take_from_cache(options, file, run);
  Ranges ranges = ranges_of(run);
  const auto boots = run_folders(fs::path(options.run) / "perturbed");
  if (boots.empty())
    throw Failure(kUnreadable, printable(options.run) +
                                   ": holds no perturbed boots; a run with --perturb 3 makes some");
  for (const fs::path& boot : boots) {
    const Result result = read_result(boot / "result.json");
    check_alike(run, result, boot);
    widen(ranges, result);
  }
  const Sensitivities known = sensitivities_of(ranges, boots.size());
  const std::string text = write_into(file, known, boots.size());
  if (!options.cache.empty()) {
    fs::create_directories(options.cache);
    write_atomically(cached_sensitivity(options.cache, run), text);
  }
  const auto moved =
      std::count_if(known.begin(), known.end(), [](const auto& one) { return one.second > 0; });
  fmt::print(stderr, "{} of {} medians moved in {} boots that differ in something irrelevant\n",
             moved, ranges.size(), boots.size());
  return kFine;
}

}  // namespace kuipc::report
