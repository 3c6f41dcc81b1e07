// SPDX-License-Identifier: Apache-2.0
// What the rows of a wall run share, and what comes of each.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/counters.h"
#include "bench/histogram.h"
#include "bench/machine.h"
#include "bench/wall_clock.h"
#include "bench/wall_plan.h"

namespace kuipc {

// One per run. Making it pins the calling thread and calibrates the clock.
struct Wall {
  Pinning pinning = pin_to_one_cpu();
  WallClock clock = calibrated_clock();
  Counters counters;
};

// Of one operation, as its batch had it.
struct Batch {
  double ns = 0;
  double cpu_ns = 0;  // user and system, of all who do it
  Counters::Counts counts{};
};

struct WallRecord {
  WallPlan plan;
  Histogram values;                  // ticks of a sample, over all repetitions
  std::vector<double> medians;       // ticks of a sample, of each repetition
  std::vector<std::uint64_t> costs;  // ticks subtracted, of each repetition
  std::vector<Batch> batches;        // of each repetition

  void add(const Histogram& repetition, std::uint64_t cost) {
    values.merge(repetition);
    medians.push_back(repetition.quantile(0.5));
    costs.push_back(cost);
  }
};

}  // namespace kuipc
