// SPDX-License-Identifier: Apache-2.0
// kuipc history export: the runs of one machine as a table, a line each and a column for each
// series, as Apache Otava (formerly Hunter) imports it: by CsvImporter of its otava/importer.py
// every cell of a metric must be a number, and the lines are taken for the order of time.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "csv.h"
#include "failure.h"
#include "files.h"
#include "history.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

using Runs = std::vector<HistoryRun>;

struct Column {
  HistorySeries series;
  std::string name;
  std::vector<double> medians;  // of each run
};

std::string label_of(const Runs& runs) {
  return machine_label(runs.front().clock, runs.front().machine);
}

// By its label or the beginning of its fingerprint; without a word the only one that there is.
Runs runs_of_machine(const History& history, const std::string& machine) {
  std::vector<std::string> labels;
  std::vector<Runs> found;
  for (auto& [fingerprint, runs] : runs_by_machine(history)) {
    labels.push_back(printable(label_of(runs)));
    if (machine.empty() || label_of(runs) == machine || fingerprint.starts_with(machine))
      found.push_back(std::move(runs));
  }
  if (found.size() == 1) return std::move(found.front());
  if (labels.empty()) throw Failure(kUnreadable, "this history holds no run");
  throw Failure(kUnreadable, fmt::format("{}; say --machine, one of {}",
                                         found.empty() ? "no such machine in this history"
                                                       : "a table holds one machine only",
                                         joined(labels)));
}

// The ways to write a time that every reader of dates takes for the same: UTC, ISO 8601.
bool is_time(const std::string& text) {
  static const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)");
  return std::regex_match(text, form);
}

void leave_out_what_has_no_time(Runs& runs) {
  std::erase_if(runs, [](const HistoryRun& run) {
    if (is_time(run.started)) return false;
    fmt::print(stderr, "kuipc: left out: run {}: its result does not say when it started\n",
               printable(run.run));
    return true;
  });
  if (runs.empty()) throw Failure(kUnreadable, "no run of this history says when it started");
  std::stable_sort(runs.begin(), runs.end(), [](const HistoryRun& one, const HistoryRun& other) {
    return one.started < other.started;
  });
}

// A run without a number (a row that was skipped, or not yet there) has that of the run before, or
// else of the first that has one: Otava fills the gaps of its other sources so, and it makes no
// step where nothing was measured.
std::optional<std::vector<double>> filled(const std::map<std::int64_t, double>& points,
                                          const Runs& runs) {
  std::vector<double> medians;
  std::optional<double> last;
  for (const HistoryRun& run : runs) {
    const auto point = points.find(run.id);
    if (point != points.end() && !last) std::fill(medians.begin(), medians.end(), point->second);
    if (point != points.end()) last = point->second;
    medians.push_back(last.value_or(0));
  }
  return last ? std::optional(medians) : std::nullopt;
}

std::vector<Column> columns_of(const History& history, const Runs& runs, const std::string& word) {
  std::vector<Column> columns;
  for (const HistorySeries& series : history.series(runs.front().machine, word))
    if (auto medians = filled(history.points(series), runs))
      columns.push_back({series, fmt::format("{} {} {}", series.row, series.metric, series.unit),
                         std::move(*medians)});
  if (columns.empty())
    throw Failure(kUnreadable,
                  fmt::format("no series of this machine has \"{}\" in its name", printable(word)));
  return columns;
}

constexpr const char* kAttributes[] = {"run", "kernel", "kernel_commit", "kuipc"};

std::string table_of(const Runs& runs, const std::vector<Column>& columns) {
  CsvLine header;
  header.add(std::string("time"));
  for (const char* attribute : kAttributes) header.add(std::string(attribute));
  for (const Column& column : columns) header.add(column.name);
  std::string out = header.text();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Subject& subject = runs[i].subject;
    CsvLine line;
    line.add(runs[i].started).add(runs[i].run).add(subject.kernel.release);
    line.add(subject.kernel.commit).add(subject.kuipc.commit);
    for (const Column& column : columns) line.add(column.medians[i]);
    out += line.text();
  }
  return out;
}

// What Otava's configuration has to say about the table. A string of JSON is one of YAML.
std::string configuration(const std::string& machine, const std::string& table,
                          const std::vector<Column>& columns) {
  const auto quoted = [](const std::string& text) { return Json(text).dump(); };
  std::string out = fmt::format(
      "tests:\n  {}:\n    type: csv\n    file: {}\n    time_column: time\n    attributes: [{}]\n"
      "    metrics:\n",
      quoted("kuipc-" + machine), quoted(table), fmt::join(kAttributes, ", "));
  for (const Column& column : columns)
    out += fmt::format("      {}: {{direction: {}}}\n", quoted(column.name),
                       column.series.better == "higher" ? 1 : -1);
  return out;
}

}  // namespace

int history_export(const HistoryOptions& options) {
  const History history(store_of(options), History::Open::kExisting);
  report_problems(history);
  Runs runs = runs_of_machine(history, options.machine);
  const std::string machine = label_of(runs);
  leave_out_what_has_no_time(runs);
  const auto columns = columns_of(history, runs, options.name);
  if (options.out.empty())
    fmt::print("{}", table_of(runs, columns));
  else
    write_atomically(options.out, table_of(runs, columns));
  if (!options.otava.empty())
    write_atomically(options.otava, configuration(machine, options.out, columns));
  return kFine;
}

}  // namespace kuipc::report
