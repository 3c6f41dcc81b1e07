// SPDX-License-Identifier: Apache-2.0
#include "bench/options.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kuipc {
namespace {

// Reads words as the program would; what it printed on the way is not this test's business.
class OptionsTest : public ::testing::Test {
 protected:
  bool parse(std::vector<std::string> words) {
    words.insert(words.begin(), "kuipc-bench");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const bool go_on =
        parse_options(static_cast<int>(arguments.size()), arguments.data(), options_, status_);
    output_ = testing::internal::GetCapturedStdout();
    errors_ = testing::internal::GetCapturedStderr();
    return go_on;
  }

  Options options_;
  int status_ = -1;
  std::string output_;
  std::string errors_;
};

TEST_F(OptionsTest, DefaultsAreCountedAndStandard) {
  ASSERT_TRUE(parse({"--out", "/tmp"}));
  EXPECT_EQ(options_.clock, Clock::counted);
  EXPECT_EQ(options_.set, Set::standard);
  EXPECT_TRUE(options_.modules);
}

TEST_F(OptionsTest, AreAllRead) {
  ASSERT_TRUE(parse({"--out", "/tmp", "--clock", "wall", "--set", "full", "--filter", "echo/.*",
                     "--repetitions", "3", "--no-modules"}));
  EXPECT_EQ(options_.clock, Clock::wall);
  EXPECT_EQ(options_.set, Set::full);
  EXPECT_EQ(options_.filter, "echo/.*");
  EXPECT_EQ(options_.repetitions, 3U);
  EXPECT_FALSE(options_.modules);
}

TEST_F(OptionsTest, WhatFollowsTheSeparatorIsGoogleBenchmarks) {
  ASSERT_TRUE(parse({"--out", "/tmp", "--clock", "wall", "--", "--benchmark_context=lab=two words",
                     "--benchmark_repetitions=3"}));
  EXPECT_EQ(options_.google_benchmark,
            (std::vector<std::string>{"--benchmark_context=lab=two words"}));
  EXPECT_EQ(options_.repetitions, 3U);
}

TEST_F(OptionsTest, AFilterMayHoldSpaces) {
  ASSERT_TRUE(parse({"--out", "/tmp", "--filter", "a b"}));
  EXPECT_EQ(options_.filter, "a b");
}

TEST_F(OptionsTest, AModuleThatWasNotBuiltHasAReason) {
  ASSERT_TRUE(parse({"--list", "--not-built", "tap=a=b", "--not-built", "ioctl=c"}));
  EXPECT_EQ(options_.not_built.at("tap"), "a=b");
  EXPECT_EQ(options_.not_built.at("ioctl"), "c");
}

TEST_F(OptionsTest, ListNeedsNoFolder) {
  ASSERT_TRUE(parse({"--list"}));
  EXPECT_TRUE(options_.list);
}

TEST_F(OptionsTest, HelpEndsWithZero) {
  EXPECT_FALSE(parse({"--help"}));
  EXPECT_EQ(status_, 0);
  EXPECT_NE(output_.find("--clock"), std::string::npos);
}

class WrongUsage : public OptionsTest,
                   public ::testing::WithParamInterface<std::vector<std::string>> {};

TEST_P(WrongUsage, EndsWithTwoAndSaysWhy) {
  EXPECT_FALSE(parse(GetParam()));
  EXPECT_EQ(status_, 2);
  EXPECT_FALSE(errors_.empty());
}

using Words = std::vector<std::string>;
INSTANTIATE_TEST_SUITE_P(Options, WrongUsage,
                         ::testing::Values(Words{"--out", "/tmp", "--nonsense"},
                                           Words{"--out", "/tmp", "--clock", "sundial"},
                                           Words{"--out", "/tmp", "--set", "huge"},
                                           Words{"--out", "/tmp", "--filter", "(("},
                                           Words{"--out", "/tmp", "--repetitions", "0"},
                                           Words{"--out", "/does/not/exist"},
                                           Words{"--list", "--not-built", "tap"},
                                           Words{"--out", "/tmp", "stray"},
                                           Words{"--out", "/tmp", "--", "--benchmark_list_tests"},
                                           Words{"--out", "/tmp", "--", "--nonsense"}, Words{}));

}  // namespace
}  // namespace kuipc
