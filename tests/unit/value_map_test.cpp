// SPDX-License-Identifier: Apache-2.0
#include "bench/value_map.h"

#include <gtest/gtest.h>

namespace kuipc {
namespace {

ValueMap of(std::initializer_list<std::uint64_t> values) {
  ValueMap map;
  for (const std::uint64_t value : values) map.add(value);
  return map;
}

TEST(ValueMap, WithoutValuesIsAllZero) {
  const Summary summary = ValueMap{}.summary("insn");
  EXPECT_EQ(summary.samples, 0U);
  EXPECT_EQ(summary.median, 0);
  EXPECT_EQ(summary.max, 0);
}

TEST(ValueMap, OfOneValueIsThatValueEverywhere) {
  const Summary summary = of({5410}).summary("insn");
  EXPECT_EQ(summary.min, 5410);
  EXPECT_EQ(summary.median, 5410);
  EXPECT_EQ(summary.mean, 5410);
  EXPECT_EQ(summary.p999, 5410);
  EXPECT_EQ(summary.max, 5410);
}

TEST(ValueMapQuantile, IsAValueThatWasSeen) {
  EXPECT_EQ(of({10, 20}).quantile(0.5), 10U);
}

TEST(ValueMapQuantile, OfOddlyManyIsTheMiddleOne) {
  EXPECT_EQ(of({3, 1, 2}).quantile(0.5), 2U);
}

TEST(ValueMapQuantile, TakesTheNearestRank) {
  ValueMap map;
  for (std::uint64_t value = 1; value <= 1000; ++value) map.add(value);
  EXPECT_EQ(map.quantile(0.5), 500U);
  EXPECT_EQ(map.quantile(0.9), 900U);
  EXPECT_EQ(map.quantile(0.99), 990U);
  EXPECT_EQ(map.quantile(0.999), 999U);
  EXPECT_EQ(map.quantile(1), 1000U);
}

TEST(ValueMapQuantile, OfATinyShareIsTheSmallest) {
  EXPECT_EQ(of({7, 8, 9}).quantile(1e-9), 7U);
}

TEST(ValueMap, CountsEqualValuesTogether) {
  ValueMap map;
  map.add(5, 99);
  map.add(1000);
  EXPECT_EQ(map.samples(), 100U);
  EXPECT_EQ(map.quantile(0.99), 5U);
  EXPECT_EQ(map.quantile(0.999), 1000U);
}

TEST(ValueMap, AveragesOverSamplesNotOverValues) {
  ValueMap map;
  map.add(10, 3);
  map.add(50);
  EXPECT_EQ(map.mean(), 20);
}

TEST(ValueMap, MergesCounts) {
  ValueMap map = of({1, 2});
  map.merge(of({2, 3}));
  EXPECT_EQ(map.samples(), 4U);
  EXPECT_EQ(map.quantile(0.75), 2U);
}

TEST(ValueMap, KeepsValuesBeyond32Bits) {
  EXPECT_EQ(of({1ULL << 40}).quantile(0.5), 1ULL << 40);
}

TEST(ValueMapSummary, CarriesUnitAndSamples) {
  const Summary summary = of({1, 2, 3}).summary("insn");
  EXPECT_EQ(summary.unit, "insn");
  EXPECT_EQ(summary.samples, 3U);
  EXPECT_EQ(summary.better, "lower");
}

}  // namespace
}  // namespace kuipc
