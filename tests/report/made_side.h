// SPDX-License-Identifier: Apache-2.0
// Sides of a comparison made by hand, in memory.
#pragma once

#include <string>
#include <vector>

#include "comparison.h"
#include "decode.h"
#include "support.h"

namespace kuipc::report {

inline Row made_row(const std::string& name, double median, const std::string& unit = "insn",
                    const std::string& better = "lower") {
  Row row;
  row.name = name;
  row.workload = name.substr(0, name.find('/'));
  row.primary = "latency";
  Metric& metric = row.metrics["latency"];
  metric.unit = unit;
  metric.better = better;
  metric.median = median;
  return row;
}

inline Row made_row(const std::string& name, std::vector<double> repetitions) {
  Row row = made_row(name, median(repetitions), "ns");
  row.metrics["latency"].repetitions = std::move(repetitions);
  return row;
}

inline Row sensitive(Row row, double sensitivity) {
  row.metrics["latency"].sensitivity = sensitivity;
  return row;
}

inline Row without_number(const std::string& name, RowStatus status, const std::string& reason) {
  Row row = made_row(name, 1);
  row.metrics.clear();
  row.primary.clear();
  row.status = status;
  row.reason = reason;
  return row;
}

inline Result made_result(std::vector<Row> rows, Clock clock = Clock::kCounted) {
  Result result;
  result.run.id = "20261121T000000Z";
  result.run.ended = "finished";
  result.run.set = "quick";
  result.machine.clock = clock;
  result.machine.fingerprint = clock == Clock::kCounted ? "c" : "w";
  result.subject.kernel.release = "6.1.0";
  result.subject.kernel.image_sha256 = "image";
  result.subject.kuipc.commit = "1111111";
  result.subject.kuipc.modules_sha256 = "modules";
  result.subject.kuipc.harness_sha256 = "harness";
  result.rows = std::move(rows);
  return result;
}

inline Side made_side(std::vector<Row> rows, Clock clock = Clock::kCounted) {
  return {"made", {made_result(std::move(rows), clock)}};
}

/// The one change of a comparison of one row.
inline Change only_change(const Side& base, const Side& head, const Terms& terms = {}) {
  const Comparison comparison = compare_sides(base, head, terms);
  EXPECT_EQ(comparison.changes.size(), 1U);
  return comparison.changes.empty() ? Change{} : comparison.changes.front();
}

}  // namespace kuipc::report
