// SPDX-License-Identifier: Apache-2.0
#include "bench/summary.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace kuipc {
namespace {

Summary sample() {
  Summary summary;
  summary.unit = "insn";
  summary.median = 5410;
  summary.mean = 5411.5;
  summary.samples = 1000;
  summary.rejected = 2;
  summary.repetitions = {5410, 5412};
  return summary;
}

TEST(SummaryJson, WritesWholeNumbersAsSuch) {
  EXPECT_EQ(to_json(sample())["median"].dump(), "5410");
}

TEST(SummaryJson, WritesFractionsAsTheyAre) {
  EXPECT_EQ(to_json(sample())["mean"].dump(), "5411.5");
}

TEST(SummaryJson, HoldsEveryKeyOfTheSchema) {
  const nlohmann::json json = to_json(sample());
  for (const char* key : {"unit", "better", "median", "mean", "min", "max", "p90", "p99", "p999",
                          "samples", "rejected", "repetitions"})
    EXPECT_TRUE(json.contains(key)) << key;
}

TEST(SummaryJson, ListsTheMedianOfEachRepetition) {
  EXPECT_EQ(to_json(sample())["repetitions"].dump(), "[5410,5412]");
}

TEST(SummaryScaled, MultipliesValuesAndNotCounts) {
  const Summary scaled = sample().scaled(0.5, "insn/KiB");
  EXPECT_EQ(scaled.unit, "insn/KiB");
  EXPECT_EQ(scaled.median, 2705);
  EXPECT_EQ(scaled.repetitions, (std::vector<double>{2705, 2706}));
  EXPECT_EQ(scaled.samples, 1000U);
  EXPECT_EQ(scaled.rejected, 2U);
}

}  // namespace
}  // namespace kuipc
