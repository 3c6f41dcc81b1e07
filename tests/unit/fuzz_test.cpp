// SPDX-License-Identifier: Apache-2.0
// The parts of the fuzzer that need no kernel: a seed and its choices, names, contents.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/fuzz/messages.h"
#include "tests/fuzz/options.h"
#include "tests/fuzz/random.h"

namespace kuipc::fuzz {
namespace {

Options read(std::vector<std::string> words) {
  words.insert(words.begin(), "kuipc-fuzz");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  return read_options(static_cast<int>(arguments.size()), arguments.data());
}

std::vector<std::size_t> choices(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::size_t> made;
  for (int i = 0; i < 100; ++i) made.push_back(random.below(1000));
  return made;
}

TEST(FuzzRandom, ASeedRepeatsItsChoices) {
  EXPECT_EQ(choices(7), choices(7));
  EXPECT_NE(choices(7), choices(8));
  EXPECT_EQ(derived(7, 1, 2), derived(7, 1, 2));
  EXPECT_NE(derived(7, 1, 2), derived(7, 1, 3));
  EXPECT_NE(derived(7, 1, 2), derived(7, 2, 2));
}

TEST(FuzzParts, NamesAreReadAsTheyAreWritten) {
  EXPECT_EQ(Parts::named("seqfile,io_uring").names(), "seqfile,io_uring");
  EXPECT_EQ(Parts::named(Parts::all().names()).names(), Parts::all().names());
  EXPECT_THROW(Parts::named("seqfile,mmap"), std::invalid_argument);
}

TEST(FuzzOptions, AreAllRead) {
  const Options options =
      read({"--seed", "42", "--seconds", "7", "--processes", "3", "--only", "noop,faults"});
  EXPECT_EQ(options.seed, 42U);
  EXPECT_EQ(options.seconds, 7U);
  EXPECT_EQ(options.processes, 3U);
  EXPECT_EQ(options.parts.names(), "noop,faults");
  EXPECT_NE(read({}).seed, read({}).seed);
}

TEST(FuzzOptions, WhatMeansNothingIsRefused) {
  for (const auto& words : std::vector<std::vector<std::string>>{{"--seed", "many"},
                                                                 {"--seed"},
                                                                 {"--processes", "0"},
                                                                 {"--only", "faults"},
                                                                 {"--loudly", "1"}})
    EXPECT_THROW(read(words), std::invalid_argument) << words.front();
}

// What every verdict on contents rests on.
TEST(FuzzMessages, KnowsItsOwnAndNoOther) {
  const Messages messages(1);
  Random random(1);
  for (int i = 0; i < 200; ++i) {
    const Bytes message = messages.any(random, 1U << 16);
    EXPECT_TRUE(messages.has(message));
    EXPECT_TRUE(messages.has_begin(message.first(message.size() / 2)));
    std::vector<std::byte> torn(message.begin(), message.end());
    torn.back() ^= std::byte{1};
    EXPECT_FALSE(message.size() > 8 && messages.has(torn)) << message.size();
    EXPECT_FALSE(message.size() > 8 && messages.has(message.first(message.size() - 1)));
  }
}

TEST(FuzzMessages, KnowsWhatTheKernelSends) {
  const Messages messages(1);
  constexpr std::uint64_t seed = 1;
  kuipc_message header{};
  header.magic = KUIPC_MAGIC;
  header.length = 100;
  header.sequence = 17;
  header.seed = seed;
  std::vector<std::byte> event(header.length);
  std::memcpy(event.data(), &header, sizeof header);
  kuipc_pattern_fill(event.data() + sizeof header, event.size() - sizeof header, seed);
  EXPECT_TRUE(messages.is_event(event));
  event.back() ^= std::byte{1};
  EXPECT_FALSE(messages.is_event(event));
}

}  // namespace
}  // namespace kuipc::fuzz
