// SPDX-License-Identifier: Apache-2.0
// kuipc-bench: plan, look, settle, measure, write.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <vector>

#include "bench/catalogue.h"
#include "bench/environment.h"
#include "bench/google_benchmark.h"
#include "bench/idle.h"
#include "bench/options.h"
#include "bench/results.h"

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

nlohmann::json settle_guest(const Options& options) {
  if (options.clock != Clock::counted) return nullptr;
  progress(fmt::format("settle {}", settle_seconds));
  const Settled settled = settle(settle_seconds);
  return {{"idle", settled.idle}, {"seconds", settled.seconds}};
}

Status run(const Options& options) {
  std::vector<Row> rows = filtered(catalogue(options.set), options.filter);
  if (rows.empty()) return refuse("--filter " + options.filter + ": no benchmark has such a name");
  if (options.list) return list(rows);
  if (options.clock == Clock::wall && emulated() && !options.emulated_wall)
    return refuse("--clock wall: this CPU is emulated, its time is not time; use --clock counted");
  if (options.clock == Clock::counted && !emulated())
    return refuse("--clock counted: needs QEMU's icount; this CPU is real, use --clock wall");

  write_json(options.out + "/environment.json", environment(options));
  preflight(rows, !options.modules);
  const nlohmann::json settled = settle_guest(options);
  Results results(options.out, rows.size());
  measure_all(options, rows, results);
  results.end({{"settled", settled}});
  return results.errors() > 0 || results.ok() == 0 ? wrong_data : fine;
}

}  // namespace
}  // namespace kuipc

int main(int argc, char** argv) {
  try {
    kuipc::Options options;
    int status = 0;
    if (!kuipc::parse_options(argc, argv, options, status)) return status;
    return kuipc::run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "kuipc-bench: {}\n", error.what());
    return kuipc::infrastructure;
  }
}
