// SPDX-License-Identifier: Apache-2.0
// The wall clock: nanoseconds of single operations and of batches, in passes of their own, since
// timing each operation would slow the batch, and a batch has no percentiles. docs/METHOD.md says
// why.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>

#include "bench/batch_meter.h"
#include "bench/histogram.h"
#include "bench/operation.h"
#include "bench/row.h"
#include "bench/wall_record.h"

namespace kuipc {

// Keeps the compiler from merging or hoisting what one operation does into the next.
inline void compiler_barrier() {
  asm volatile("" : : : "memory");
}

// Does count operations, numbered from number on, as they are in no measurement: checked one by
// one.
template <Operation Op>
void warm_up(Op& operation, std::uint64_t& number, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    operation.prepare(++number);
    operation.run();
    operation.check();
  }
}

// How long one operation takes, roughly, in ticks: the median of several short series, so that a
// disturbance of one of them does not count.
template <Operation Op>
double rough_cost(Op& operation, const Wall& wall) {
  RoughCost series(wall.clock.ns_per_tick);
  while (series.more()) {
    const std::uint64_t begin = wall.clock.now();
    for (std::uint64_t i = 0; i < series.length(); ++i) {
      operation.run();
      compiler_barrier();
    }
    series.add(wall.clock.now() - begin);
  }
  return series.median();
}

// Sizes a row's passes by trying its operation.
template <Operation Op>
WallPlan plan_wall(Op& operation, const Wall& wall) {
  std::uint64_t number = 0;
  warm_up(operation, number, least_warm_up);
  return wall_plan(rough_cost(operation, wall) * wall.clock.ns_per_tick,
                   static_cast<double>(own_cost(wall.clock)) * wall.clock.ns_per_tick);
}

// Single operations, or groups of them where one is too short for the clock: ticks less the clock's
// own cost, never below 0. Preparing, checking and recording lie outside the readings.
template <Operation Op>
void measure_singly(Op& operation, std::uint64_t& number, const Wall& wall, const WallPlan& plan,
                    std::uint64_t cost, Histogram& values) {
  for (std::uint64_t sample = 0; sample < plan.samples; ++sample) {
    operation.prepare(++number);
    const std::uint64_t begin = wall.clock.now();
    for (std::uint64_t i = 0; i < plan.group; ++i) {
      operation.run();
      compiler_barrier();
    }
    const std::uint64_t elapsed = wall.clock.now() - begin;
    operation.check();
    values.record(elapsed - std::min(elapsed, cost));
  }
}

template <Operation Op>
pid_t partner_of(const Op& operation) {
  if constexpr (Shares<Op>) return operation.partner();
  return 0;
}

// One repetition: warm-up, a batch in Google Benchmark's loop with nothing but the operation in it,
// then the single operations.
template <Operation Op>
void measure_wall(Op& operation, Wall& wall, WallRecord& record, benchmark::State& state) {
  std::uint64_t number = 0;
  warm_up(operation, number, record.plan.warm_up);
  operation.verify();

  BatchMeter meter(wall, partner_of(operation));
  meter.start();
  for ([[maybe_unused]] auto _ : state) {
    operation.run();
    compiler_barrier();
  }
  record.batches.push_back(meter.stop(record.plan.iterations));
  operation.check();
  operation.verify();

  Histogram values;
  const std::uint64_t cost = own_cost(wall.clock);
  measure_singly(operation, number, wall, record.plan, cost, values);
  operation.verify();
  record.add(values, cost);
}

}  // namespace kuipc
