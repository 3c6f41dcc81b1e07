// SPDX-License-Identifier: Apache-2.0
// From an operation to a row's measuring function, for either clock.
#pragma once

#include <benchmark/benchmark.h>

#include <exception>
#include <functional>
#include <optional>
#include <system_error>

#include "bench/counted.h"
#include "bench/message.h"
#include "bench/peer.h"
#include "bench/row.h"
#include "bench/run.h"
#include "bench/still_heap.h"
#include "bench/wall.h"

namespace kuipc {

// Marks row as not measured and lets Google Benchmark know.
inline void fail(Row& row, benchmark::State& state, const std::string& reason) {
  row.status = "error";
  row.reason = reason;
  state.SkipWithError(reason.c_str());
}

// As error says: what this machine cannot have was not measured, and is not wrong.
inline void fail(Row& row, benchmark::State& state, const std::exception& error) {
  fail(row, state, std::string(error.what()));
  if (dynamic_cast<const Unavailable*>(&error) != nullptr) row.status = "skipped";
}

// Has row measure a fresh Op of arguments in each repetition, so that no state of one repetition
// reaches the next. What the operation throws becomes the row's error.
template <Operation Op, class... Arguments>
void measure_by(Row& row, Arguments... arguments) {
  row.plan = [arguments...](const Run& run) {
    Op operation(arguments...);
    return plan_wall(operation, *run.wall);
  };
  row.measure = [arguments...](const Run& run, Row& measured, benchmark::State& state) {
    try {
      std::optional<StillHeap> still;
      if (run.clock == Clock::counted) still.emplace();
      Op operation(arguments...);
      if (run.clock == Clock::counted)
        measure_counted(operation, measured, state);
      else
        measure_wall(operation, *run.wall, *measured.wall, state);
    } catch (const std::exception& error) {
      fail(measured, state, error.what());
    }
  };
}

}  // namespace kuipc
