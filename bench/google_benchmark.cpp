// SPDX-License-Identifier: Apache-2.0
#include "bench/google_benchmark.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "bench/summarise.h"
#include "bench/wall_record.h"

namespace kuipc {
namespace {

// Google Benchmark reports a benchmark's repetitions together, when the last one is over: the row
// is finished then. Its own console output would call instructions nanoseconds, and stays hidden.
class RowReporter : public benchmark::BenchmarkReporter {
 public:
  RowReporter(const kuipc::Run& run, std::vector<Row>& rows, Results& results)
      : run_(run), rows_(rows), results_(results) {}

  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    // What follows the repetitions is Google Benchmark's own mean and deviation over them.
    if (runs.empty() || runs.front().run_type == Run::RT_Aggregate) return;
    const std::string& name = runs.front().run_name.function_name;
    const auto row = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const Row& one) { return one.name() == name; });
    if (row == rows_.end()) return;
    if (row->status == "ok") summarise(run_, *row);
    results_.finished(*row);
  }

 private:
  const kuipc::Run& run_;
  std::vector<Row>& rows_;
  Results& results_;
};

// Google Benchmark's own file, for tools that match series by name: a row is called there what it
// is called everywhere else. The library adds what differs from one run to the next, such as
// "/iterations:1000/repeats:9".
class FileReporter : public benchmark::JSONReporter {
 public:
  explicit FileReporter(bool aggregates_only) : aggregates_only_(aggregates_only) {}

  // The repetitions of a row come first, then in a call of its own what is summed up of them;
  // nothing is summed up of one.
  void ReportRuns(const std::vector<Run>& runs) override {
    if (runs.empty()) return;
    const Run& first = runs.front();
    if (aggregates_only_ && first.run_type != Run::RT_Aggregate && first.repetitions > 1) return;
    std::vector<Run> named = runs;
    for (Run& run : named) {
      std::string name = run.run_name.function_name;
      run.run_name = {};
      run.run_name.function_name = std::move(name);
    }
    benchmark::JSONReporter::ReportRuns(named);
  }

 private:
  bool aggregates_only_;
};

// Says how far the run is. Where repetitions are interleaved, rows are under way together and
// finished together: so many repetitions then count as one row.
class Progress {
 public:
  Progress(Results& results, unsigned repetitions) : results_(results), repetitions_(repetitions) {}

  void begin(const Row& row) {
    if (begun_++ % repetitions_ == 0) results_.announce(row);
  }

 private:
  Results& results_;
  unsigned repetitions_;
  std::uint64_t begun_ = 0;
};

unsigned repetitions(const Options& options) {
  if (options.repetitions > 0) return options.repetitions;
  return options.clock == Clock::counted ? 1 : wall_repetitions;
}

// The wall clock's rows differ in cost a thousandfold and are sized by trying; what fails there
// would fail in every repetition.
bool planned(const Run& run, Row& row) try {
  row.wall = std::make_shared<WallRecord>();
  row.wall->plan = row.plan(run);
  return true;
} catch (const std::exception& error) {
  row.status = "error";
  row.reason = error.what();
  return false;
}

std::uint64_t iterations(const Run& run, const Row& row) {
  if (!row.plan) return 1;
  return run.clock == Clock::counted ? counted_operations(run.set, row.size.value_or(0))
                                     : row.wall->plan.iterations;
}

void register_row(const Run& run, unsigned repetitions, Row& row, Progress& progress) {
  auto* entry = benchmark::RegisterBenchmark(row.name().c_str(),
                                             [&run, &row, &progress](benchmark::State& state) {
                                               progress.begin(row);
                                               row.measure(run, row, state);
                                             });
  // The counted clock, and a row that measures itself, tell Google Benchmark what they measured.
  if (run.clock == Clock::counted || !row.plan)
    entry->UseManualTime();
  else
    entry->UseRealTime();
  entry->Unit(benchmark::kNanosecond);
  entry->Iterations(static_cast<benchmark::IterationCount>(iterations(run, row)));
  entry->Repetitions(static_cast<int>(repetitions));
}

// The library takes its flags from an argument vector only, and keeps a pointer to the first word.
// What it would take from the environment instead (BENCHMARK_FILTER and the like) is said here,
// too: a run does what its command line says.
void initialise(const Options& options) {
  const bool counted = options.clock == Clock::counted;
  static char program[] = "kuipc-bench";
  // Before the flags: of two contexts of one key the first stays.
  benchmark::AddCustomContext("clock",
                              counted ? "counted: one \"ns\" is one guest instruction" : "wall");
  std::vector<std::string> words = {
      "--benchmark_out=" + options.out + (counted ? "/benchmark.counted.json" : "/benchmark.json"),
      "--benchmark_out_format=json",
      "--benchmark_list_tests=false",
      "--benchmark_min_warmup_time=0",
      "--benchmark_report_aggregates_only=false",
      "--benchmark_display_aggregates_only=false",
      "--benchmark_perf_counters=",
      fmt::format("--benchmark_enable_random_interleaving={}", !counted)};
  words.insert(words.end(), options.google_benchmark.begin(), options.google_benchmark.end());
  std::vector<char*> arguments = {program};
  for (std::string& word : words) arguments.push_back(word.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (count > 1)
    throw std::invalid_argument(std::string("Google Benchmark does not know ") + arguments[1]);
}

}  // namespace

std::size_t counted_operations(Set set, std::size_t size) {
  const std::size_t operations = size <= 1024    ? 1000
                                 : size <= 4096  ? 500
                                 : size <= 65536 ? 200
                                                 : 50;
  return set == Set::quick ? operations / 4 : operations;
}

void measure_all(const Options& options, const Run& run, std::vector<Row>& rows, Results& results) {
  initialise(options);
  Progress progress(results, repetitions(options));
  for (Row& row : rows) {
    const bool tried = row.status == "ok" && run.clock == Clock::wall && row.plan;
    if (row.status != "ok" || (tried && !planned(run, row)))
      results.finished(row);
    else
      register_row(run, repetitions(options), row, progress);
  }
  RowReporter reporter(run, rows, results);
  FileReporter file(options.aggregates_only);
  benchmark::RunSpecifiedBenchmarks(&reporter, &file, "all");
}

}  // namespace kuipc
