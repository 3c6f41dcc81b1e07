// SPDX-License-Identifier: Apache-2.0
// kuipc report: a page to look at. What it shows is gathered here; page/ draws it.
#include "page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "failure.h"
#include "files.h"
#include "history.h"
#include "program.h"
#include "runs.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

constexpr const char* kNone = "none";

// Runs before this one that are looked at for one to compare with.
constexpr std::size_t kLookedBack = 50;

Json why(const std::string& text) {
  return {{"why", printable(text)}};
}

// The run before: the newest older one of the same machine and set that came to its end.
std::string run_before(const Result& result, const std::string& runs) {
  std::size_t looked = 0;
  for (const fs::path& folder : run_folders(runs)) try {
      const Result other = read_result(folder / "result.json");
      if (other.run.started >= result.run.started) continue;
      if (other.machine.fingerprint == result.machine.fingerprint &&
          other.run.set == result.run.set && other.run.ended == "finished")
        return folder.string();
      if (++looked == kLookedBack) break;
    } catch (const Failure&) {
      continue;  // an unreadable neighbour is no reason to have no page
    }
  return {};
}

CompareOptions comparison_of(const PageOptions& options, const std::string& base,
                             const std::string& head) {
  CompareOptions compared;
  compared.base = base;
  compared.head = head;
  compared.runs = options.runs;
  compared.subject = "both";
  compared.thresholds = options.thresholds;
  compared.repository = options.repository;
  return compared;
}

Json compared_with_baseline(const PageOptions& options, const std::string& reference,
                            const Result& result) {
  if (options.baseline == kNone) return why("No baseline was asked for (--baseline none).");
  if (!options.baseline.empty())
    return page_comparison(compare_as_asked(comparison_of(options, options.baseline, reference)));
  const std::string before = run_before(result, options.runs);
  if (before.empty())
    return why(
        "No earlier run of this machine and set lies beside it. Name one with --baseline RUN.");
  try {
    Json json = page_comparison(compare_as_asked(comparison_of(options, before, reference)));
    json["automatic"] = true;
    return json;
  } catch (const Failure& failure) {
    return why(failure.what());
  }
}

// The default store is shown where there is one; one that was named has to be there.
Json history_of(const PageOptions& options, const Policy& policy,
                const std::vector<Result>& results) {
  if (options.history == kNone) return Json::array();
  const bool named = !options.history.empty();
  const fs::path store = named ? fs::path(options.history) : default_history();
  std::error_code ignored;
  if (!named && !fs::is_directory(store / "runs", ignored)) return Json::array();
  try {
    return page_history({store, options.repository, policy, results});
  } catch (const Failure& failure) {
    if (named) throw;
    fmt::print(stderr, "kuipc: the page has no history: {}\n", failure.what());
    return Json::array();
  }
}

Json data_of(const PageOptions& options, const std::vector<Result>& results) {
  const Policy policy = options.thresholds.empty() ? Policy{} : read_policy(options.thresholds);
  Json runs = Json::array();
  for (std::size_t i = 0; i < results.size(); ++i) {
    Json run = page_result(results[i]);
    run["comparison"] = compared_with_baseline(options, options.results[i], results[i]);
    run["contexts"] = page_contexts(results[i], options.reports);
    runs.push_back(std::move(run));
  }
  return {{"schema", "kuipc.page/1"},
          {"version", options.version},
          {"runs", std::move(runs)},
          {"history", history_of(options, policy, results)}};
}

void draw_svg(const PageOptions& options, const fs::path& file) {
  const auto answer = ask_program({"node", (fs::path(options.assets) / "svg.js").string(),
                                   options.echarts, file.string(), options.svg},
                                  Complaints::kShown);
  if (!answer)
    throw Failure(kSetupFailed, "--svg needs node, which draws the charts: apt-get install nodejs");
  if (answer->status != 0) throw Failure(kSetupFailed, "the charts could not be drawn as SVG");
  fmt::print("{}", answer->out);
}

}  // namespace

int page(const PageOptions& options) {
  std::vector<Result> results;
  fs::path file = options.out;
  for (const std::string& reference : options.results) {
    const fs::path path = find_result(reference, options.runs);
    results.push_back(read_result(path));
    if (file.empty()) file = path.parent_path() / "report.html";
  }
  write_atomically(file, page_html(options.assets, options.echarts, data_of(options, results)));
  fmt::print("{}\n", printable(file.string()));
  if (!options.svg.empty()) draw_svg(options, file);
  return kFine;
}

}  // namespace kuipc::report
