// SPDX-License-Identifier: Apache-2.0
#include "bench/summarise.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "bench/wall_record.h"

namespace kuipc {
namespace {

// To a millionth: what lies beyond is chance, and unreadable.
double rounded(double value) {
  return std::nearbyint(value * 1e6) / 1e6;
}

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void summarise_counted(Row& row) {
  Summary latency = row.values.summary("insn");
  latency.rejected = row.rejected;
  latency.repetitions = row.repetitions;
  if (latency.samples == 0) {
    row.status = "error";
    row.reason = "the CPU halted in every operation";
    return;
  }
  row.metrics["latency"] = latency;
  if (!row.throughput) return;
  row.metrics["throughput"] = latency.scaled(1, "insn/msg");
  if (row.size && *row.size > 0)
    row.metrics["throughput_bytes"] =
        latency.scaled(1024.0 / static_cast<double>(*row.size), "insn/KiB");
}

// Differences of the time stamp counter: one tick is one instruction, or so many nanoseconds.
void summarise_events(const Run& run, Row& row) {
  const bool wall = run.clock == Clock::wall;
  const double factor = wall ? run.wall->clock.ns_per_tsc_tick : 1;
  for (const auto& [metric, values] : row.series) {
    Summary summary = values.summary("insn");
    if (metric == "latency") summary.repetitions = row.repetitions;
    row.metrics[metric] = wall ? summary.scaled(factor, "ns") : summary;
  }
}

// One value of each repetition, and so no percentiles: nine values have none.
Summary of_repetitions(std::vector<double> values, const char* unit, const char* better) {
  Summary summary;
  summary.unit = unit;
  summary.better = better;
  summary.percentiles = false;
  summary.samples = values.size();
  summary.mean = rounded(sum_of(values) / static_cast<double>(values.size()));
  for (double& value : values) value = rounded(value);
  summary.repetitions = values;
  std::sort(values.begin(), values.end());
  summary.median = values[(values.size() - 1) / 2];
  summary.min = values.front();
  summary.max = values.back();
  return summary;
}

template <class Function>
std::vector<double> each_batch(const WallRecord& record, Function of) {
  std::vector<double> values;
  std::transform(record.batches.begin(), record.batches.end(), std::back_inserter(values), of);
  return values;
}

// The distribution is that of single operations, the mean that of the batches.
Summary latency_of(const WallRecord& record, double ns_per_tick) {
  const Histogram& values = record.values;
  const double factor = ns_per_tick / static_cast<double>(record.plan.group);
  Summary latency;
  latency.unit = "ns";
  latency.median = rounded(values.quantile(0.5) * factor);
  latency.p90 = rounded(values.quantile(0.9) * factor);
  latency.p99 = rounded(values.quantile(0.99) * factor);
  latency.p999 = rounded(values.quantile(0.999) * factor);
  latency.min = rounded(static_cast<double>(values.min()) * factor);
  latency.max = rounded(static_cast<double>(values.max()) * factor);
  latency.samples = values.samples();
  latency.group = record.plan.group;
  for (const double median : record.medians)
    latency.repetitions.push_back(rounded(median * factor));
  std::vector<double> costs(record.costs.begin(), record.costs.end());
  latency.subtracted = rounded(sum_of(costs) / static_cast<double>(costs.size()) * ns_per_tick);
  const auto batches = each_batch(record, [](const Batch& batch) { return batch.ns; });
  latency.mean = rounded(sum_of(batches) / static_cast<double>(batches.size()));
  return latency;
}

void summarise_throughput(Row& row) {
  const auto messages = each_batch(*row.wall, [](const Batch& one) { return 1e9 / one.ns; });
  row.metrics["throughput"] = of_repetitions(messages, "msg/s", "higher");
  if (!row.size || *row.size == 0) return;
  const auto size = static_cast<double>(*row.size);
  const auto bytes = each_batch(*row.wall, [=](const Batch& one) { return size * 1e9 / one.ns; });
  row.metrics["throughput_bytes"] = of_repetitions(bytes, "B/s", "higher");
}

// A counter that missed one repetition is left out of all.
void summarise_counter(Row& row, Counters::Event event) {
  const auto has = [=](const Batch& batch) { return batch.counts[event].has_value(); };
  if (!std::all_of(row.wall->batches.begin(), row.wall->batches.end(), has)) return;
  const auto values = each_batch(*row.wall, [=](const Batch& one) { return *one.counts[event]; });
  row.metrics[Counters::names[event]] =
      of_repetitions(values, event == Counters::instructions ? "insn" : "count", "lower");
}

void summarise_wall(const Run& run, Row& row) {
  const WallRecord& record = *row.wall;
  row.metrics["latency"] = latency_of(record, run.wall->clock.ns_per_tick);
  row.metrics["cpu"] = of_repetitions(
      each_batch(record, [](const Batch& batch) { return batch.cpu_ns; }), "ns", "lower");
  for (const auto event : {Counters::instructions, Counters::cycles, Counters::context_switches})
    summarise_counter(row, event);
  if (row.throughput) summarise_throughput(row);
}

// A rate is what wall says. Counted knows no time: there it is the instructions that there have to
// be for each message, of the sender, the reader and whoever else had the CPU.
void summarise_overload(const Run& run, Row& row) {
  const OverloadRecord& record = *row.overload;
  std::vector<double> values = record.periods;
  if (run.clock == Clock::wall)
    for (double& value : values) value = 1e9 / (value * run.wall->clock.ns_per_tsc_tick);
  row.metrics["loss_free_rate"] = run.clock == Clock::wall
                                      ? of_repetitions(values, "msg/s", "higher")
                                      : of_repetitions(values, "insn/msg", "lower");
  if (record.capacity)
    row.metrics["queue_capacity"] =
        of_repetitions({static_cast<double>(*record.capacity)}, "count", "higher");
  if (record.bytes) row.metrics["queue_bytes"] = of_repetitions({*record.bytes}, "B/msg", "lower");
}

}  // namespace

void summarise(const Run& run, Row& row) {
  if (row.overload)
    summarise_overload(run, row);
  else if (row.events)
    summarise_events(run, row);
  else if (run.clock == Clock::counted)
    summarise_counted(row);
  else
    summarise_wall(run, row);
}

}  // namespace kuipc
