// SPDX-License-Identifier: Apache-2.0
// A row: one benchmark of the plan, what is known of it before it runs, and what came out.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/summary.h"
#include "bench/transport.h"
#include "bench/value_map.h"

namespace benchmark {
class State;
}

namespace kuipc {

struct Run;  // bench/run.h: what all rows of a run share

struct Row {
  std::string workload;
  std::string transport;  // or the name of the floor
  std::string variant;
  std::optional<std::size_t> size;  // bytes
  std::string stem;                 // module that it needs; "" for none
  Cost cost;
  bool throughput = false;  // a stream: also reported per message and per byte

  // Runs one repetition inside Google Benchmark's state and adds to the members below.
  std::function<void(const Run&, Row&, benchmark::State&)> measure;

  ValueMap values;  // counted: instructions of single operations, over all repetitions
  std::uint64_t rejected = 0;
  std::vector<double> repetitions;  // the median of each

  std::string status = "ok";  // ok, skipped, error
  std::string reason;
  std::map<std::string, Summary> metrics;
  std::vector<std::string> starts;  // kernel contexts that may start a message

  // workload/transport[.variant][/size:N]: the identity of the row's series.
  [[nodiscard]] std::string name() const;
};

// An element of "benchmarks" of the result schema (results/README.md).
nlohmann::json to_json(const Row& row);

}  // namespace kuipc
