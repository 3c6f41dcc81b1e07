// SPDX-License-Identifier: Apache-2.0
// From an operation to a row's measuring function, for either clock.
#pragma once

#include <benchmark/benchmark.h>

#include <exception>
#include <functional>
#include <system_error>

#include "bench/counted.h"
#include "bench/message.h"
#include "bench/row.h"
#include "bench/run.h"

namespace kuipc {

// Marks row as not measured and lets Google Benchmark know.
inline void fail(Row& row, benchmark::State& state, const std::string& reason) {
  row.status = "error";
  row.reason = reason;
  state.SkipWithError(reason.c_str());
}

// A measuring function that makes a fresh Op of arguments for each repetition, so that no state of
// one repetition reaches the next. What the operation throws becomes the row's error.
template <Operation Op, class... Arguments>
std::function<void(const Run&, Row&, benchmark::State&)> measuring(Arguments... arguments) {
  return [arguments...](const Run& /*run*/, Row& row, benchmark::State& state) {
    try {
      Op operation(arguments...);
      measure_counted(operation, row, state);
    } catch (const std::exception& error) {
      fail(row, state, error.what());
    }
  };
}

}  // namespace kuipc
