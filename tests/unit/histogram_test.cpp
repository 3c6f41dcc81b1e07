// SPDX-License-Identifier: Apache-2.0
#include "bench/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace kuipc {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

Histogram of(const std::vector<std::uint64_t>& values) {
  Histogram histogram;
  for (const std::uint64_t value : values) histogram.record(value);
  return histogram;
}

// Values as latencies are: a narrow body and a tail over many powers of two.
std::vector<std::uint64_t> latencies(std::size_t count) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> spread(6, 2);
  std::vector<std::uint64_t> values(count);
  for (std::uint64_t& value : values) value = static_cast<std::uint64_t>(spread(random));
  return values;
}

std::uint64_t nearest_rank(std::vector<std::uint64_t> values, double share) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

TEST(Histogram, EmptyIsZeroThroughout) {
  const Histogram empty;
  EXPECT_EQ(empty.samples(), 0U);
  EXPECT_EQ(empty.min(), 0U);
  EXPECT_EQ(empty.max(), 0U);
  EXPECT_EQ(empty.mean(), 0);
  EXPECT_EQ(empty.quantile(0.5), 0);
}

TEST(Histogram, KeepsSmallValuesExact) {
  for (std::uint64_t value = 0; value < 256; ++value) {
    Histogram histogram = of({0, value, 1000});
    EXPECT_EQ(histogram.quantile(0.5), static_cast<double>(value));
  }
}

TEST(Histogram, ErrsByAtMostItsRelativeErrorAtEveryPowerOfTwo) {
  for (unsigned bit = 8; bit < 64; ++bit)
    for (const std::uint64_t near : {largest, std::uint64_t{0}, std::uint64_t{1}}) {
      const std::uint64_t value = (std::uint64_t{1} << bit) + near;
      const Histogram histogram = of({0, value, largest});
      const double exact = static_cast<double>(value);
      EXPECT_NEAR(histogram.quantile(0.5), exact, exact * Histogram::relative_error) << value;
    }
}

TEST(Histogram, PromisesAnErrorOfAtMostFourPerMille) {
  EXPECT_LE(Histogram::relative_error, 0.004);
}

TEST(Histogram, QuantilesAreThoseOfTheSortedValues) {
  const auto values = latencies(20000);
  const Histogram histogram = of(values);
  for (const double share : {0.0001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const double exact = static_cast<double>(nearest_rank(values, share));
    EXPECT_NEAR(histogram.quantile(share), exact, exact * Histogram::relative_error) << share;
  }
}

TEST(Histogram, MinMaxCountAndMeanAreExact) {
  const Histogram histogram = of({1000003, 7, 500001});
  EXPECT_EQ(histogram.min(), 7U);
  EXPECT_EQ(histogram.max(), 1000003U);
  EXPECT_EQ(histogram.samples(), 3U);
  EXPECT_DOUBLE_EQ(histogram.mean(), 1500011.0 / 3);
}

TEST(Histogram, QuantilesStayWithinMinAndMax) {
  const Histogram histogram = of({1000003});
  EXPECT_EQ(histogram.quantile(0.001), 1000003);
  EXPECT_EQ(histogram.quantile(1.0), 1000003);
}

TEST(Histogram, TakesTheLargestValue) {
  const Histogram histogram = of({largest});
  EXPECT_EQ(histogram.max(), largest);
  EXPECT_EQ(histogram.quantile(0.5), static_cast<double>(largest));
}

TEST(Histogram, MergedIsAsIfRecordedTogether) {
  auto values = latencies(2000);
  const std::vector<std::uint64_t> tail(values.begin() + 500, values.end());
  const Histogram all = of(values);
  values.resize(500);
  Histogram merged = of(values);
  merged.merge(of(tail));
  EXPECT_EQ(merged.samples(), all.samples());
  EXPECT_EQ(merged.min(), all.min());
  EXPECT_EQ(merged.max(), all.max());
  EXPECT_DOUBLE_EQ(merged.mean(), all.mean());
  for (const double share : {0.01, 0.5, 0.999})
    EXPECT_EQ(merged.quantile(share), all.quantile(share));
}

TEST(Histogram, MergingAnEmptyOneChangesNothing) {
  Histogram histogram = of({42});
  histogram.merge(Histogram{});
  EXPECT_EQ(histogram.min(), 42U);
  EXPECT_EQ(histogram.quantile(0.5), 42);
}

}  // namespace
}  // namespace kuipc
