// SPDX-License-Identifier: Apache-2.0
// Each flag of Google Benchmark's does what its documentation says, or is refused by its name.
#include "bench/google_benchmark_flags.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace kuipc {
namespace {

// What the flags made of the options, or why not.
struct Read {
  Options options;
  std::string refusal;
};

Read read(const std::vector<std::string>& words, Clock clock = Clock::counted,
          unsigned repetitions = 0) {
  Read read;
  read.options.clock = clock;
  read.options.repetitions = repetitions;
  try {
    read_google_benchmark_flags(words, read.options);
  } catch (const std::invalid_argument& error) {
    read.refusal = error.what();
  }
  return read;
}

TEST(GoogleBenchmarkFlags, RepetitionsAreOurs) {
  EXPECT_EQ(read({"--benchmark_repetitions=5"}).options.repetitions, 5U);
  EXPECT_EQ(read({"--benchmark_repetitions=5"}, Clock::wall, 5).refusal, "");
  EXPECT_NE(read({"--benchmark_repetitions=5"}, Clock::wall, 3).refusal, "");
  EXPECT_NE(read({"--benchmark_repetitions=0"}).refusal, "");
  EXPECT_NE(read({"--benchmark_repetitions"}).refusal, "");
}

TEST(GoogleBenchmarkFlags, AggregatesOnlyIsOnWithoutAValue) {
  EXPECT_TRUE(read({"--benchmark_report_aggregates_only"}).options.aggregates_only);
  EXPECT_TRUE(read({"--benchmark_report_aggregates_only=yes"}).options.aggregates_only);
  EXPECT_FALSE(read({"--benchmark_report_aggregates_only=false"}).options.aggregates_only);
  EXPECT_NE(read({"--benchmark_report_aggregates_only=perhaps"}).refusal, "");
}

TEST(GoogleBenchmarkFlags, AContextIsPassedOnIfTheLibraryCanReadIt) {
  const std::string word = "--benchmark_context=lab=7,board=a";
  EXPECT_EQ(read({word}).options.google_benchmark, std::vector<std::string>{word});
  for (const char* value : {"", "=", "=lab", "lab", "lab=7,", "a=b=c", "lab=7,board", "clock=wall"})
    EXPECT_NE(read({"--benchmark_context=" + std::string(value)}).refusal, "") << value;
}

TEST(GoogleBenchmarkFlags, OnlyWallRunsMayChangeTheirOrder) {
  const std::string word = "--benchmark_enable_random_interleaving=";
  EXPECT_NE(read({word + "true"}).refusal, "");
  EXPECT_EQ(read({word + "false"}).refusal, "");
  EXPECT_EQ(read({word + "false"}, Clock::wall).options.google_benchmark,
            std::vector<std::string>{word + "false"});
  EXPECT_EQ(read({word + "true"}, Clock::wall).refusal, "");
}

TEST(GoogleBenchmarkFlags, WhatHasNoMeaningIsRefusedByNameWithTheWayOut) {
  for (const auto& [flag, instead] : {std::pair{"--benchmark_list_tests", "--list"},
                                      {"--benchmark_list_tests=true", "--list"},
                                      {"--benchmark_filter=echo", "--filter"},
                                      {"--benchmark_min_time=1", "--repetitions"},
                                      {"--benchmark_out=x.json", "--out"},
                                      {"--benchmark_out_format=csv", "export"},
                                      {"--benchmark_format=json", "console is hidden"},
                                      {"--benchmark_time_unit=us", "always ns"},
                                      {"--v=2", "console"},
                                      {"--help", "documentation"},
                                      {"--benchmark_repetition=5", "no such flag"},
                                      {"two words", "no flag"}}) {
    const std::string refusal = read({flag}).refusal;
    EXPECT_TRUE(refusal.starts_with(std::string(flag) + ": ")) << refusal;
    EXPECT_NE(refusal.find(instead), std::string::npos) << refusal;
  }
}

}  // namespace
}  // namespace kuipc
