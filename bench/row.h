// SPDX-License-Identifier: Apache-2.0
// A row: one benchmark of the plan, what is known of it before it runs, and what came out.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/event_counts.h"
#include "bench/overload_record.h"
#include "bench/summary.h"
#include "bench/transport.h"
#include "bench/value_map.h"
#include "bench/wall_plan.h"

namespace benchmark {
class State;
}

namespace kuipc {

struct Run;         // bench/run.h: what all rows of a run share
struct WallRecord;  // bench/wall_record.h

struct Row {
  std::string workload;
  std::string transport;  // or the name of the floor
  std::string variant;
  std::string ctx;                  // event: the kernel context that starts the message
  std::optional<std::size_t> size;  // bytes
  std::string wake;                 // event, peer: how the reader waits
  std::string stem;                 // module that it needs; "" for none
  Cost cost;
  std::string bound_by;     // kuipc_info.bound_by of that module
  std::uint32_t fires = 0;  // event: the bit of kuipc_info.starts that its context needs
  bool throughput = false;  // a stream: also reported per message and per byte

  // Why the row cannot run on this system, with a remedy; "" when it can. Empty: nothing can be in
  // its way but its module.
  std::function<std::string()> obstacle;

  // Runs one repetition inside Google Benchmark's state and adds to the members below.
  std::function<void(const Run&, Row&, benchmark::State&)> measure;

  // wall: sizes the row's passes. Empty where measure is one iteration and sizes itself.
  std::function<WallPlan(const Run&)> plan;

  ValueMap values;  // counted: instructions of single operations, over all repetitions
  std::uint64_t rejected = 0;
  std::vector<double> repetitions;  // the median of each
  std::optional<EventCounts> events;
  EventSeries series;  // event: clock ticks, by metric
  std::shared_ptr<WallRecord> wall;
  std::optional<OverloadRecord> overload;  // of a row that searched a rate

  std::string status = "ok";  // ok, skipped, error
  std::string reason;
  std::map<std::string, Summary> metrics;
  // Kernel contexts that may start a message, as the module said; empty where none was asked.
  std::optional<std::vector<std::string>> starts;

  // Adds one repetition of the event workload.
  void add(const EventCounts& counts, const EventSeries& more);

  // workload/transport[.variant][/ctx:C][/size:N][/wake:W]: the identity of the row's series.
  [[nodiscard]] std::string name() const;
};

// An element of "benchmarks" of the result schema (results/README.md).
nlohmann::json to_json(const Row& row);

}  // namespace kuipc
