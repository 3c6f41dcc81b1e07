// SPDX-License-Identifier: Apache-2.0
// kuipc report: a page to look at. What it shows is gathered here; page/ draws it.
#include "page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "failure.h"
#include "files.h"
#include "page_links.h"
#include "page_runs.h"
#include "program.h"
#include "runs.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

Json comparison_json(const Beside& beside) {
  if (!beside.compared) return {{"why", printable(beside.why)}};
  Json json = page_comparison(*beside.compared);
  if (beside.automatic) json["automatic"] = true;
  return json;
}

// A store that nobody named and that cannot be read costs its part of the page; one that was named
// has to be there.
Json history_of(const PageOptions& options, const Policy& policy,
                const std::vector<Result>& results) {
  if (options.history == PageOptions::kNone) return Json::array();
  const std::vector<Result> around = runs_around(options, results);
  const bool links = !options.commit_urls.empty() || !options.range_urls.empty();
  const Timeline timeline{store_of(options), options.repository, policy, results, around, links};
  try {
    return page_history(timeline);
  } catch (const Failure& failure) {
    if (!options.history.empty()) throw;
    fmt::print(stderr, "kuipc: the page is without the history: {}\n", failure.what());
    return page_history({{}, options.repository, policy, results, around, links});
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
          {"links", page_links(options.commit_urls, options.range_urls)},
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
