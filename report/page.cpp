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

// A run beside its baseline, or why there is none.
struct Beside {
  std::optional<Compared> compared;
  bool automatic = false;
  std::string why;
};

Beside beside_baseline(const PageOptions& options, const std::string& reference,
                       const Result& result) {
  if (options.baseline == kNone) return {{}, false, "No baseline was asked for (--baseline none)."};
  if (!options.baseline.empty())
    return {compare_as_asked(comparison_of(options, options.baseline, reference)), false, {}};
  const std::string before = run_before(result, options.runs);
  if (before.empty())
    return {{},
            false,
            "No earlier run of this machine and set lies beside it. Name one with --baseline RUN."};
  try {
    return {compare_as_asked(comparison_of(options, before, reference)), true, {}};
  } catch (const Failure& failure) {
    return {{}, false, failure.what()};
  }
}

Json comparison_json(const Beside& beside) {
  if (!beside.compared) return {{"why", printable(beside.why)}};
  Json json = page_comparison(*beside.compared);
  if (beside.automatic) json["automatic"] = true;
  return json;
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

Json data_of(const PageOptions& options, const std::vector<Result>& results,
             const std::vector<Beside>& beside) {
  const Policy policy = options.thresholds.empty() ? Policy{} : read_policy(options.thresholds);
  Json runs = Json::array();
  for (std::size_t i = 0; i < results.size(); ++i) {
    Json run = page_result(results[i]);
    run["comparison"] = comparison_json(beside[i]);
    run["contexts"] = page_contexts(results[i], options.reports);
    runs.push_back(std::move(run));
  }
  return {{"schema", "kuipc.page/1"},
          {"version", options.version},
          {"runs", std::move(runs)},
          {"history", history_of(options, policy, results)}};
}

// What svg.js says that it drew, as whoever reads the Markdown file finds it.
std::vector<Chart> charts_of(const std::string& said, const PageOptions& options) {
  const fs::path from = fs::absolute(options.markdown).parent_path();
  std::vector<Chart> charts;
  for (const std::string_view line : lines_of(said)) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) continue;
    const fs::path file = fs::absolute(options.svg) / line.substr(0, tab);
    charts.push_back({file.lexically_proximate(from).string(), std::string(line.substr(tab + 1))});
  }
  return charts;
}

std::vector<Chart> draw_svg(const PageOptions& options, const fs::path& file) {
  const auto answer = ask_program({"node", (fs::path(options.assets) / "svg.js").string(),
                                   options.echarts, file.string(), options.svg},
                                  Complaints::kShown);
  if (!answer)
    throw Failure(kSetupFailed, "--svg needs node, which draws the charts: apt-get install nodejs");
  if (answer->status != 0) throw Failure(kSetupFailed, "the charts could not be drawn as SVG");
  fmt::print("{}\n", printable(options.svg));
  return charts_of(answer->out, options);
}

}  // namespace

int page(const PageOptions& options) {
  std::vector<Result> results;
  std::vector<Beside> beside;
  fs::path file = options.out;
  for (const std::string& reference : options.results) {
    const fs::path path = find_result(reference, options.runs);
    results.push_back(read_result(path));
    beside.push_back(beside_baseline(options, reference, results.back()));
    if (file.empty()) file = path.parent_path() / "report.html";
  }
  const Json data = data_of(options, results, beside);
  write_atomically(file, page_html(options.assets, options.echarts, data));
  fmt::print("{}\n", printable(file.string()));
  std::vector<Chart> charts;
  if (!options.svg.empty()) charts = draw_svg(options, file);
  if (options.markdown.empty()) return kFine;
  const auto& compared = beside.front().compared;
  write_atomically(options.markdown,
                   page_markdown(results.front(), compared ? &*compared : nullptr, charts));
  fmt::print("{}\n", printable(options.markdown));
  return kFine;
}

}  // namespace kuipc::report
