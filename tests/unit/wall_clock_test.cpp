// SPDX-License-Identifier: Apache-2.0
#include "bench/wall_clock.h"

#include <gtest/gtest.h>

namespace kuipc {
namespace {

TEST(WallClock, AgreesWithTheKernelOnASpan) {
  const WallClock clock = calibrated_clock();
  const Instant begin = instant();
  while (monotonic_raw_ns() - begin.ns < 20000000) {
  }
  EXPECT_NEAR(ticks_per_ns(begin, instant()) * clock.ns_per_tsc_tick, 1, 0.01);
}

TEST(WallClock, GivesAReasonWhereItAsksTheKernel) {
  const WallClock clock = calibrated_clock();
  EXPECT_EQ(clock.tsc, clock.why_not_tsc.empty());
}

TEST(WallClock, AskedOfTheKernelCountsNanoseconds) {
  WallClock clock;
  clock.tsc = false;
  const std::uint64_t before = monotonic_raw_ns();
  const std::uint64_t now = clock.now();
  EXPECT_GE(now, before);
  EXPECT_LE(now, monotonic_raw_ns());
}

TEST(WallClock, KnowsItsOwnCost) {
  WallClock clock;
  clock.tsc = false;
  EXPECT_GT(own_cost(clock), 0U);
  EXPECT_LT(own_cost(clock), 100000U);
}

TEST(TicksPerNs, IsZeroOverNoTime) {
  EXPECT_EQ(ticks_per_ns({5, 7}, {9, 7}), 0);
}

TEST(TicksPerNs, DividesTicksByTime) {
  EXPECT_EQ(ticks_per_ns({5, 7}, {25, 17}), 2);
}

}  // namespace
}  // namespace kuipc
