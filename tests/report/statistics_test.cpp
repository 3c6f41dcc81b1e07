// SPDX-License-Identifier: Apache-2.0
// The statistics against values worked out by hand, or printed in the literature.
#include "statistics.h"

#include <gtest/gtest.h>

#include <numeric>

namespace kuipc::report {
namespace {

std::vector<double> from(double first, std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), first);
  return values;
}

TEST(Quantile, IsLinearBetweenOrderStatistics) {
  EXPECT_DOUBLE_EQ(median({3, 1, 2}), 2);
  EXPECT_DOUBLE_EQ(median({4, 1, 2, 3}), 2.5);
  EXPECT_DOUBLE_EQ(median({7}), 7);
  EXPECT_DOUBLE_EQ(quantile({1, 2, 3, 4}, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile({1, 2, 3, 4}, 1), 4);
}

TEST(Fence, LiesThreeQuartileRangesBeyondTheThirdQuartile) {
  EXPECT_DOUBLE_EQ(outer_fence(from(1, 9)), 7 + 3 * 4);
  EXPECT_DOUBLE_EQ(outer_fence({5, 5, 5}), 5);
}

TEST(MannWhitney, CountsAllDealsOfFewValues) {
  EXPECT_NEAR(mann_whitney(from(1, 3), from(4, 3)), 2.0 / 20, 1e-12);
  EXPECT_NEAR(mann_whitney(from(1, 9), from(10, 9)), 2.0 / 48620, 1e-12);
  EXPECT_NEAR(mann_whitney({1, 4}, {2, 3}), 1, 1e-12);
}

TEST(MannWhitney, SharesRanksAmongTies) {
  // Ranks 1.5 1.5 3.5 | 3.5 5.5 5.5: of 20 deals, 4 lie as far from the middle.
  EXPECT_NEAR(mann_whitney({1, 1, 2}, {2, 3, 3}), 4.0 / 20, 1e-12);
  EXPECT_DOUBLE_EQ(mann_whitney({5, 5, 5}, {5, 5, 5}), 1);
  EXPECT_DOUBLE_EQ(mann_whitney(std::vector<double>(20, 5), std::vector<double>(20, 5)), 1);
}

TEST(MannWhitney, TakesTheNormalApproximationForMany) {
  // wilcox.test(1:20, 21:40, exact = FALSE) of R: p-value = 6.796e-08
  EXPECT_NEAR(mann_whitney(from(1, 20), from(21, 20)), 6.796e-08, 1e-11);
}

TEST(MannWhitney, IsTheSameFromBothSides) {
  const std::vector<double> one = {3, 1, 4, 1, 5, 9, 2, 6, 5};
  const std::vector<double> other = {2, 7, 1, 8, 2, 8, 1, 8, 2, 8};
  EXPECT_DOUBLE_EQ(mann_whitney(one, other), mann_whitney(other, one));
}

TEST(MannWhitney, OfNothingProvesNothing) {
  EXPECT_DOUBLE_EQ(mann_whitney({}, from(1, 9)), 1);
}

TEST(RatioInterval, IsAPointForConstants) {
  const Interval in =
      ratio_interval(std::vector<double>(9, 100), std::vector<double>(9, 150), 0.95);
  EXPECT_DOUBLE_EQ(in.low, 1.5);
  EXPECT_DOUBLE_EQ(in.high, 1.5);
}

TEST(RatioInterval, IsTheSameAtEachCallAndInAnyOrder) {
  const std::vector<double> base = {100, 101, 99, 103, 98, 100, 102, 97, 100};
  std::vector<double> head = {104, 106, 105, 103, 108, 105, 104, 107, 105};
  const Interval one = ratio_interval(base, head, 0.95);
  std::swap(head.front(), head.back());
  const Interval again = ratio_interval(base, head, 0.95);
  EXPECT_DOUBLE_EQ(one.low, again.low);
  EXPECT_DOUBLE_EQ(one.high, again.high);
  EXPECT_GT(one.low, 1.01);
  EXPECT_LT(one.low, 1.05);
  EXPECT_GT(one.high, 1.05);
  EXPECT_LT(one.high, 1.09);
}

TEST(RatioInterval, CoversTheTruthAboutAsOftenAsItSays) {
  // Two sides of one distribution, dealt anew 200 times by a generator of the test's own.
  std::uint32_t state = 1;
  const auto next = [&] {
    return static_cast<double>((state = state * 1664525U + 1013904223U) >> 16U);
  };
  int covered = 0;
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> base(15);
    std::vector<double> head(15);
    for (double& value : base) value = 1e6 + next();
    for (double& value : head) value = 1e6 + next();
    const Interval in = ratio_interval(base, head, 0.95);
    covered += in.low <= 1 && in.high >= 1 ? 1 : 0;
  }
  EXPECT_GE(covered, 180);
}

TEST(RatioInterval, SurvivesABaseOfZero) {
  const Interval in = ratio_interval(std::vector<double>(9, 0), from(1, 9), 0.95);
  EXPECT_EQ(in.low, in.low);
  EXPECT_GT(in.high, 1);
}

TEST(BenjaminiHochberg, ScalesByTheNumberOfTests) {
  for (const double q : benjamini_hochberg({0.01, 0.02, 0.03, 0.04, 0.05}))
    EXPECT_NEAR(q, 0.05, 1e-12);
  const auto q = benjamini_hochberg({0.001, 0.2, 0.03});
  EXPECT_NEAR(q[0], 0.003, 1e-12);
  EXPECT_NEAR(q[1], 0.2, 1e-12);
  EXPECT_NEAR(q[2], 0.045, 1e-12);
  EXPECT_TRUE(benjamini_hochberg({}).empty());
}

TEST(BenjaminiHochberg, CallsTheFourOfTheirOwnExample) {
  // Benjamini and Hochberg 1995, section 4: 15 comparisons; at 0.05 the first four are discoveries.
  const std::vector<double> p = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
  const auto q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < p.size(); ++i) EXPECT_EQ(q[i] <= 0.05, i < 4) << i;
}

}  // namespace
}  // namespace kuipc::report
