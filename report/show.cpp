// SPDX-License-Identifier: Apache-2.0
// kuipc show: every number of the rows whose name holds a word.
#include <fmt/format.h>

#include <cstdio>

#include "failure.h"
#include "files.h"
#include "grid.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

void add_metric(Grid& grid, const std::string& name, const Metric& m) {
  const auto add = [&](const char* statistic, const auto& value) {
    if (value) grid.add({name, statistic, grouped(static_cast<double>(*value)), m.unit});
  };
  add("median", m.median);
  add("mean", m.mean);
  add("min", m.min);
  add("p90", m.p90);
  add("p99", m.p99);
  add("p99.9", m.p999);
  add("max", m.max);
  if (m.samples) grid.add({name, "samples", grouped(static_cast<double>(*m.samples)), ""});
  if (m.rejected) grid.add({name, "rejected", grouped(static_cast<double>(*m.rejected)), ""});
  if (m.sensitivity)
    grid.add({name, "sensitivity", fmt::format("{:.3f}", *m.sensitivity * 100), "%"});
}

void add_counts(Grid& grid, const Row& row) {
  const auto add = [&](const std::string& name, const auto& count, const char* unit) {
    if (count) grid.add({name, "count", grouped(static_cast<double>(*count)), unit});
  };
  add("syscalls", row.syscalls, "per message");
  add("copies", row.copies, "per message");
  add("wakeups", row.wakeups, "per message");
  for (const auto& [name, count] : row.counts()) add(name, count, "");
  for (const auto& [name, number] : row.others) add(printable(name), std::optional(number), "");
}

void print_row(const Row& row, Style style) {
  fmt::print("{}\n", toned(printable(row.name), Tone::kStrong, style));
  if (row.status != RowStatus::kOk)
    fmt::print("{}", paragraph(row.status == RowStatus::kError ? "  wrong: " : "  skipped: ",
                               printable(row.reason), style.width));
  Grid grid({Align::kWhole, Align::kWhole, Align::kRight, Align::kWhole});
  for (const auto& [name, metric] : row.metrics) add_metric(grid, printable(name), metric);
  if (!row.limit.empty()) grid.add({"limit", "", printable(row.limit), ""});
  add_counts(grid, row);
  fmt::print("{}", grid.text(style));
}

}  // namespace

int show(const ShowOptions& options) {
  const Result result = read_result(find_result(options.result, options.runs));
  const Style style = style_of_stdout();
  std::size_t shown = 0;
  for (const Row& row : result.rows) {
    if (row.name.find(options.name) == std::string::npos) continue;
    print_row(row, style);
    ++shown;
  }
  if (shown == 0)
    throw Failure(kUnreadable, fmt::format("no row of this result has \"{}\" in its name",
                                           printable(options.name)));
  return kFine;
}

}  // namespace kuipc::report
