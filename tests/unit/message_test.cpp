// SPDX-License-Identifier: Apache-2.0
#include "bench/message.h"

#include <gtest/gtest.h>

#include <vector>

namespace kuipc {
namespace {

// The values that the authors of SplitMix64 and every port of it give for this seed.
TEST(Pattern, IsSplitMix64) {
  EXPECT_EQ(kuipc_pattern_word(1234567, 0), 6457827717110365317U);
  EXPECT_EQ(kuipc_pattern_word(1234567, 1), 3203168211198807973U);
  EXPECT_EQ(kuipc_pattern_word(1234567, 2), 9817491932198370423U);
}

TEST(Pattern, LaysWordsDownLowestByteFirst) {
  unsigned char bytes[9];
  kuipc_pattern_fill(bytes, sizeof bytes, 1234567);
  EXPECT_EQ(bytes[0], 6457827717110365317U & 0xFF);
  EXPECT_EQ(bytes[7], 6457827717110365317U >> 56);
  EXPECT_EQ(bytes[8], 3203168211198807973U & 0xFF);
}

TEST(Pattern, CheckFindsNothingInWhatFillWrote) {
  std::vector<unsigned char> bytes(1001);
  kuipc_pattern_fill(bytes.data(), bytes.size(), 7);
  EXPECT_EQ(kuipc_pattern_check(bytes.data(), bytes.size(), 7), bytes.size());
}

TEST(Pattern, CheckNamesTheFirstWrongWord) {
  std::vector<unsigned char> bytes(1001);
  kuipc_pattern_fill(bytes.data(), bytes.size(), 7);
  bytes[500] ^= 1;
  bytes[900] ^= 1;
  EXPECT_EQ(kuipc_pattern_check(bytes.data(), bytes.size(), 7), 496U);
}

TEST(Pattern, AnotherSeedIsAnotherPattern) {
  std::vector<unsigned char> bytes(64);
  kuipc_pattern_fill(bytes.data(), bytes.size(), 7);
  EXPECT_LT(kuipc_pattern_check(bytes.data(), bytes.size(), 8), 8U);
}

kuipc_message header_of(const Message& message) {
  kuipc_message header{};
  std::memcpy(&header, message.bytes().data(), sizeof header);
  return header;
}

TEST(MessageOf, FortyBytesIsAHeaderAlone) {
  const kuipc_message header = header_of(Message(40, 9));
  EXPECT_EQ(header.magic, __u32{KUIPC_MAGIC});
  EXPECT_EQ(header.length, 40U);
  EXPECT_EQ(header.seed, 9U);
}

TEST(MessageOf, MoreThanFortyBytesIsPatternBehindTheHeader) {
  const Message message(100, 9);
  EXPECT_EQ(kuipc_pattern_check(message.bytes().data() + 40, 60, 9), 60U);
}

TEST(MessageOf, FewerThanFortyBytesIsPatternAlone) {
  const Message message(39, 9);
  EXPECT_EQ(kuipc_pattern_check(message.bytes().data(), 39, 9), 39U);
}

TEST(MessageOf, NoBytesIsEmpty) {
  EXPECT_TRUE(Message(0).bytes().empty());
}

TEST(MessageNumber, GoesIntoTheHeader) {
  Message message(64);
  message.number(77);
  EXPECT_EQ(header_of(message).sequence, 77U);
}

TEST(MessageNumber, IsTheFirstWordWhereThereIsNoHeader) {
  Message message(8);
  message.number(77);
  std::uint64_t word = 0;
  std::memcpy(&word, message.bytes().data(), sizeof word);
  EXPECT_EQ(word, 77U);
}

TEST(MessageNumber, HasNoPlaceInSevenBytes) {
  Message message(7, 3);
  message.number(77);
  EXPECT_EQ(kuipc_pattern_check(message.bytes().data(), 7, 3), 7U);
}

std::string complaint(const Message& message, std::span<const std::byte> received) {
  try {
    message.expect(received, "here");
  } catch (const WrongData& error) {
    return error.what();
  }
  return "";
}

TEST(MessageExpect, AcceptsItself) {
  const Message message(64);
  EXPECT_EQ(complaint(message, message.bytes()), "");
}

TEST(MessageExpect, SaysHowManyBytesAreMissing) {
  const Message message(64);
  EXPECT_EQ(complaint(message, message.bytes().first(63)), "here: 63 bytes came back of 64");
}

TEST(MessageExpect, SaysWhichByteIsWrong) {
  const Message message(64);
  std::vector<std::byte> received(message.bytes().begin(), message.bytes().end());
  received[63] ^= std::byte{1};
  EXPECT_EQ(complaint(message, received), "here: byte 63 of 64 is wrong");
}

}  // namespace
}  // namespace kuipc
