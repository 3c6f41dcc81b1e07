// SPDX-License-Identifier: Apache-2.0
// Plan, look, settle, measure, write.
#include "bench/harness.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/catalogue.h"
#include "bench/environment.h"
#include "bench/google_benchmark.h"
#include "bench/idle.h"
#include "bench/machine.h"
#include "bench/options.h"
#include "bench/results.h"
#include "bench/still_heap.h"
#include "bench/wall_record.h"
#include "bench/warnings.h"

namespace kuipc {
namespace {

enum Status { fine = 0, usage = 2, infrastructure = 5, wrong_data = 6 };

constexpr unsigned settle_seconds = 20;

Status refuse(const std::string& reason) {
  fmt::print(stderr, "kuipc-bench: {}\n", reason);
  return usage;
}

Status list(const std::vector<Row>& rows) {
  for (const Row& row : rows) fmt::print("{}\n", row.name());
  return fine;
}

std::optional<Settled> settle_guest(const Options& options) {
  if (options.clock != Clock::counted) return std::nullopt;
  progress(fmt::format("settle {}", settle_seconds));
  return settle(settle_seconds);
}

// Why this clock means nothing here; "" when it does.
std::string meaningless(const Options& options) {
  if (options.clock == Clock::wall)
    return emulated() && !options.emulated_wall
               ? "--clock wall: this CPU is emulated, its time is not time; use --clock counted"
               : "";
  if (!emulated())
    return "--clock counted: needs QEMU's icount; this CPU is real, use --clock wall";
  if (sysconf(_SC_NPROCESSORS_ONLN) > 1)
    return "--clock counted: needs a guest of one CPU; QEMU does not count two";
  if (!counts_instructions())
    return "--clock counted: the counter does not count instructions; start QEMU with "
           "-icount shift=0,sleep=off,align=off";
  return "";
}

Status run(const Options& options) {
  std::vector<Row> rows = filtered(catalogue(options.set), options.filter);
  if (rows.empty()) return refuse("--filter " + options.filter + ": no benchmark has such a name");
  if (options.list) return list(rows);
  if (const std::string reason = meaningless(options); !reason.empty()) return refuse(reason);

  hold_heap_thresholds();
  Run run{options.clock, options.set};
  std::unique_ptr<Wall> wall;
  if (run.clock == Clock::wall) wall = std::make_unique<Wall>();
  run.wall = wall.get();
  Environment environment(options, run);
  environment.write(options.out);
  preflight(rows, !options.modules, options.not_built);

  Ending ending;
  ending.settled = settle_guest(options);
  Results results(options.out, rows.size());
  const Instant begin = instant();
  measure_all(options, run, rows, results);
  ending.tsc_ticks_per_ns = ticks_per_ns(begin, instant());
  for (const std::string& sentence : late_warnings(run, ending)) environment.warn(sentence);
  environment.write(options.out);
  results.end(ending);
  return results.errors() > 0 || results.ok() == 0 ? wrong_data : fine;
}

}  // namespace

int run_harness(int argc, char** argv) {
  try {
    Options options;
    int status = 0;
    if (!parse_options(argc, argv, options, status)) return status;
    return run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "kuipc-bench: {}\n", error.what());
    return infrastructure;
  }
}

}  // namespace kuipc
