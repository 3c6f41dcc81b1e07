// SPDX-License-Identifier: Apache-2.0
// kuipc export: a result in a form that other tools read.
#include "export.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "failure.h"
#include "files.h"
#include "junit.h"
#include "runs.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

using OrderedJson = nlohmann::ordered_json;

// A number is written whole where it is whole: 5410, not 5410.0.
OrderedJson number(double value) {
  constexpr double kLargestWhole = 9007199254740992.0;
  const bool whole = value == static_cast<double>(static_cast<long long>(value));
  if (whole && value > -kLargestWhole && value < kLargestWhole)
    return static_cast<long long>(value);
  return value;
}

template <class Visit>
void for_each_metric(const Result& result, bool all, Visit&& visit) {
  for (const Row& row : result.rows) {
    if (row.status != RowStatus::kOk) continue;
    for (const auto& [name, metric] : row.metrics)
      if (metric.median && (all || name == row.primary)) visit(row, name, metric);
  }
}

std::string where_from(const Result& result) {
  return printable(fmt::format(
      "kernel {}, kuipc {}, machine {}, run {}", result.subject.kernel.release,
      short_hash(result.subject.kuipc.commit), result.machine.fingerprint, result.run.id));
}

// Bencher's built-in measures are nanoseconds and operations per second; only those are called so.
std::string measure_name(const std::string& metric, const std::string& unit) {
  if ((metric == "latency" && unit == "ns") || (metric == "throughput" && unit == "msg/s"))
    return metric;
  std::string name = metric + "-" + unit;
  for (std::size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at))
    name.replace(at, 1, "-per-");
  return name;
}

std::string numbers_of(const Row& row) {
  std::vector<std::string> parts;
  for (const auto& [name, metric] : row.metrics)
    if (metric.median) parts.push_back(fmt::format("{} {} {}", name, *metric.median, metric.unit));
  return joined(parts, "; ");
}

// "echo/netlink/size:64 (counted-9b1c64f0)"
std::string series_name(const std::string& name, const std::string& machine) {
  return machine.empty() ? name : fmt::format("{} ({})", name, machine);
}

std::string text_of(const Result& result, const ExportOptions& options) {
  const std::string machine =
      options.machine.value_or(machine_label(result.machine.clock, result.machine.fingerprint));
  const bool all = options.all_metrics;
  if (options.format == "github") return export_github(result, machine, "lower", all);
  if (options.format == "github-bigger") return export_github(result, machine, "higher", all);
  if (options.format == "bencher") return export_bencher(result, machine, all);
  return options.format == "junit" ? export_junit(result, machine) : export_csv(result);
}

}  // namespace

std::string export_github(const Result& result, const std::string& machine,
                          const std::string& better, bool all_metrics) {
  OrderedJson out = OrderedJson::array();
  for_each_metric(
      result, all_metrics, [&](const Row& row, const std::string& name, const Metric& m) {
        if (m.better != better) return;
        const std::string series = name == row.primary ? row.name : row.name + " " + name;
        OrderedJson one = {{"name", series_name(series, machine)},
                           {"unit", unit_text(m.unit)},
                           {"value", number(*m.median)}};
        const auto [least, most] = std::minmax_element(m.repetitions.begin(), m.repetitions.end());
        if (m.repetitions.size() > 1)
          one["range"] = fmt::format("± {}", number((*most - *least) / 2).dump());
        one["extra"] = where_from(result);
        out.push_back(std::move(one));
      });
  return out.empty() ? "" : out.dump(1) + "\n";
}

std::string export_bencher(const Result& result, const std::string& machine, bool all_metrics) {
  OrderedJson out = OrderedJson::object();
  for_each_metric(
      result, all_metrics, [&](const Row& row, const std::string& name, const Metric& m) {
        OrderedJson& one = out[series_name(row.name, machine)][measure_name(name, m.unit)];
        one["value"] = number(*m.median);
        if (m.repetitions.size() < 2) return;
        const auto [least, most] = std::minmax_element(m.repetitions.begin(), m.repetitions.end());
        one["lower_value"] = number(*least);
        one["upper_value"] = number(*most);
      });
  return out.empty() ? "" : out.dump(1) + "\n";
}

std::string export_junit(const Result& result, const std::string& machine) {
  JunitSuite suite{"kuipc", result.run.started, {}, {}};
  suite.properties = {{"run", result.run.id},
                      {"kernel", result.subject.kernel.release},
                      {"kuipc", result.subject.kuipc.commit},
                      {"machine", result.machine.fingerprint}};
  // A case's history is kept by its class name and name: the properties are no part of either.
  const std::string group = machine.empty() ? "kuipc." : "kuipc." + machine + ".";
  for (const Row& row : result.rows) {
    JunitCase one{row.name, group + row.workload, JunitCase::End::kPassed,
                  "",       row.reason,           numbers_of(row)};
    if (row.status == RowStatus::kSkipped) one.end = JunitCase::End::kSkipped, one.type = "skipped";
    if (row.status == RowStatus::kError) one.end = JunitCase::End::kError, one.type = "error";
    suite.cases.push_back(std::move(one));
  }
  return junit_xml({suite});
}

int export_result(const ExportOptions& options) {
  const Result result = read_result(find_result(options.result, options.runs));
  const std::string text = text_of(result, options);
  if (text.empty())
    throw Failure(kWrongData, fmt::format("{}: no row of this result has a number for the form {}",
                                          printable(options.result), options.format));
  if (options.out.empty())
    fmt::print("{}", text);
  else
    write_atomically(options.out, text);
  return kFine;
}

}  // namespace kuipc::report
