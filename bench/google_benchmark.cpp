// SPDX-License-Identifier: Apache-2.0
#include "bench/google_benchmark.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

namespace kuipc {
namespace {

// Google Benchmark reports a benchmark's repetitions together, when the last one is over: the row
// is finished then. Its own console output would call instructions nanoseconds, and stays hidden.
class RowReporter : public benchmark::BenchmarkReporter {
 public:
  RowReporter(std::vector<Row>& rows, Results& results) : rows_(rows), results_(results) {}

  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    if (runs.empty()) return;
    const std::string& name = runs.front().run_name.function_name;
    const auto row = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const Row& one) { return one.name() == name; });
    if (row == rows_.end()) return;
    if (row->status == "ok" && row->events)
      summarise_events(*row);
    else if (row->status == "ok")
      summarise_counted(*row);
    results_.finished(*row);
  }

 private:
  static void summarise_counted(Row& row) {
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

  static void summarise_events(Row& row) {
    for (const auto& [metric, values] : row.series) row.metrics[metric] = values.summary("insn");
    row.metrics["latency"].repetitions = row.repetitions;
  }

  std::vector<Row>& rows_;
  Results& results_;
};

void register_row(const Options& options, Row& row, Results& results) {
  const Run run{options.clock, options.set};
  bool announced = false;
  auto* entry = benchmark::RegisterBenchmark(
      row.name().c_str(), [run, &row, &results, announced](benchmark::State& state) mutable {
        if (!announced) results.announce(row);
        announced = true;
        row.measure(run, row, state);
      });
  entry->UseManualTime()->Unit(benchmark::kNanosecond);
  // A job of events is one iteration.
  entry->Iterations(row.fires != 0 ? 1
                                   : static_cast<benchmark::IterationCount>(
                                         counted_operations(options.set, row.size.value_or(0))));
  entry->Repetitions(static_cast<int>(std::max(1u, options.repetitions)));
}

// The library takes its flags from an argument vector only.
void initialise(const Options& options) {
  const bool counted = options.clock == Clock::counted;
  std::vector<std::string> words = {
      "kuipc-bench",
      "--benchmark_out=" + options.out + (counted ? "/benchmark.counted.json" : "/benchmark.json"),
      "--benchmark_out_format=json"};
  words.insert(words.end(), options.google_benchmark.begin(), options.google_benchmark.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (count > 1)
    throw std::invalid_argument(std::string("Google Benchmark does not know ") + arguments[1]);
  benchmark::AddCustomContext("clock",
                              counted ? "counted: one \"ns\" is one guest instruction" : "wall");
}

}  // namespace

std::size_t counted_operations(Set set, std::size_t size) {
  const std::size_t operations = size <= 1024    ? 1000
                                 : size <= 4096  ? 500
                                 : size <= 65536 ? 200
                                                 : 50;
  return set == Set::quick ? operations / 4 : operations;
}

void measure_all(const Options& options, std::vector<Row>& rows, Results& results) {
  initialise(options);
  for (Row& row : rows) {
    if (row.status == "skipped")
      results.finished(row);
    else
      register_row(options, row, results);
  }
  RowReporter reporter(rows, results);
  benchmark::RunSpecifiedBenchmarks(&reporter);
}

}  // namespace kuipc
