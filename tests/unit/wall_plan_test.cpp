// SPDX-License-Identifier: Apache-2.0
#include "bench/wall_plan.h"

#include <gtest/gtest.h>

namespace kuipc {
namespace {

constexpr double clock_ns = 25;

TEST(WallPlan, TimesASystemCallByItself) {
  EXPECT_EQ(wall_plan(100, clock_ns).group, 1U);
}

TEST(WallPlan, TimesWhatIsShorterThanTheClockInGroups) {
  for (const double ns : {0.3, 2.0, 20.0, 60.0}) {
    const WallPlan plan = wall_plan(ns, clock_ns);
    EXPECT_TRUE(plan.group == 1024 || static_cast<double>(plan.group) * ns >= 8 * clock_ns) << ns;
    EXPECT_LE(static_cast<double>(plan.group) * ns, 16 * clock_ns + ns) << ns;
  }
}

TEST(WallPlan, EndsForAnOperationThatTakesNoTime) {
  const WallPlan plan = wall_plan(0, clock_ns);
  EXPECT_EQ(plan.group, 1024U);
  EXPECT_LE(plan.iterations, 1U << 26);
  EXPECT_LE(plan.warm_up, 1U << 26);
}

TEST(WallPlan, KeepsARepetitionShort) {
  for (const double ns : {50.0, 1000.0, 100000.0}) {
    const WallPlan plan = wall_plan(ns, clock_ns);
    const auto operations = static_cast<double>(plan.warm_up + plan.iterations) +
                            static_cast<double>(plan.samples * plan.group);
    EXPECT_LE(operations * ns, 50e6) << ns;
  }
}

TEST(WallPlan, MeasuresTheDearestOperationsOftenEnough) {
  const WallPlan plan = wall_plan(1e8, clock_ns);
  EXPECT_GE(plan.warm_up, least_warm_up);
  EXPECT_GE(plan.iterations, 32U);
  EXPECT_GE(plan.samples, 100U);
}

TEST(RoughCost, GrowsItsSeriesUntilTheyAreLongEnough) {
  RoughCost cost(1);
  while (cost.more()) cost.add(10 * cost.length());
  EXPECT_GE(10 * cost.length(), 100000U);
  EXPECT_EQ(cost.median(), 10);
}

TEST(RoughCost, DoesNotCountOneDisturbance) {
  RoughCost cost(1);
  bool disturbed = false;
  while (cost.more()) {
    const bool disturb = cost.length() * 10 >= 100000 && !disturbed;
    disturbed = disturbed || disturb;
    cost.add(10 * cost.length() + (disturb ? 50000000 : 0));
  }
  EXPECT_EQ(cost.median(), 10);
}

TEST(RoughCost, EndsForAnOperationThatTakesNoTime) {
  RoughCost cost(1);
  while (cost.more()) cost.add(0);
  EXPECT_EQ(cost.median(), 0);
}

}  // namespace
}  // namespace kuipc
