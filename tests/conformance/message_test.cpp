// SPDX-License-Identifier: Apache-2.0
// What every transport does with a message: all of it, unchanged, in order, and nothing else.
#include <algorithm>

#include "tests/conformance/support.h"

namespace kuipc::conformance {
namespace {

constexpr std::byte untouched{0xA5};

template <class T>
class MessageTest : public ::testing::Test {};
TYPED_TEST_SUITE(MessageTest, Carriers, TransportName);

template <class T>
void expect_echo(T& transport, std::size_t size) {
  const Message message(size, size + 17);
  std::vector<std::byte> room(size);
  const std::size_t length = echo(transport, message.bytes(), room);
  ASSERT_EQ(length, size);
  message.expect(std::span(room).first(length), stem<T>());
}

TYPED_TEST(MessageTest, OneByteComesBack) {
  auto transport = opened<TypeParam>();
  expect_echo(transport, 1);
}

TYPED_TEST(MessageTest, OddSizesComeBack) {
  auto transport = opened<TypeParam>();
  for (const std::size_t size : {3UL, 7UL, 39UL, 41UL, 63UL, 65UL, 4095UL, 4097UL, 65535UL})
    if (size <= largest_message<TypeParam>()) expect_echo(transport, size);
}

TYPED_TEST(MessageTest, EverySizeUpToAFewCacheLinesComesBack) {
  auto transport = opened<TypeParam>();
  for (std::size_t size = 1; size <= 300; ++size) expect_echo(transport, size);
}

TYPED_TEST(MessageTest, TheLargestMessageComesBack) {
  auto transport = opened<TypeParam>();
  expect_echo(transport, largest_message<TypeParam>());
}

TYPED_TEST(MessageTest, OneByteMoreThanTheLargestIsRefused) {
  auto transport = opened<TypeParam>();
  const Message message(largest_message<TypeParam>() + 1);
  std::vector<std::byte> room(message.size());
  EXPECT_EQ(error_of([&] { echo(transport, message.bytes(), room); }), EMSGSIZE);
  expect_echo(transport, 64);
}

// What a message of no bytes means is each transport's own; none may be confused by it.
TYPED_TEST(MessageTest, AMessageOfNoBytesHarmsNothing) {
  auto transport = opened<TypeParam>();
  EXPECT_EQ(error_of([&] { transport.send({}); }), 0);
  auto another = opened<TypeParam>();
  expect_echo(another, 64);
}

TYPED_TEST(MessageTest, AShortMessageAfterALongOneIsShort) {
  auto transport = opened<TypeParam>();
  expect_echo(transport, fitting<TypeParam>(4096));
  expect_echo(transport, 41);
}

TYPED_TEST(MessageTest, MessagesComeBackInOrder) {
  auto transport = opened<TypeParam>();
  Message message(64);
  std::vector<std::byte> room(64);
  for (std::uint64_t sequence = 0; sequence < 100; ++sequence) {
    message.number(sequence);
    ASSERT_EQ(echo(transport, message.bytes(), room), 64U);
    message.expect(room, "message " + std::to_string(sequence));
  }
}

bool is_untouched(std::span<const std::byte> bytes) {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte == untouched; });
}

// The room behind the message would show what the kernel last had there. A protocol may pad a
// message to a whole word, with zeros.
TYPED_TEST(MessageTest, NothingOfTheKernelsIsShownBehindTheMessage) {
  auto transport = opened<TypeParam>();
  expect_echo(transport, fitting<TypeParam>(4096));
  const Message message(41);
  std::vector<std::byte> room(8192, untouched);
  ASSERT_EQ(echo(transport, message.bytes(), room), 41U);
  for (std::size_t i = 41; i < 44; ++i)
    EXPECT_TRUE(room[i] == untouched || room[i] == std::byte{0}) << i;
  EXPECT_TRUE(is_untouched(std::span(room).subspan(44)));
}

TYPED_TEST(MessageTest, ARoomThatFitsExactlyIsEnough) {
  auto transport = opened<TypeParam>();
  const Message message(fitting<TypeParam>(4096));
  const Fenced room(message.size());
  ASSERT_EQ(echo(transport, message.bytes(), room.bytes()), message.size());
  message.expect(room.bytes(), "fenced room");
}

TYPED_TEST(MessageTest, ARoomTooSmallIsRefusedAndNotOverrun) {
  auto transport = opened<TypeParam>();
  const Message message(64);
  std::vector<std::byte> room(128, untouched);
  const auto small = std::span(room).first(63);
  EXPECT_EQ(error_of([&] { echo(transport, message.bytes(), small); }), EMSGSIZE);
  EXPECT_TRUE(is_untouched(std::span(room).subspan(63)));
}

TYPED_TEST(MessageTest, PushNeedsNoReader) {
  if (!TypeParam::info.push) GTEST_SKIP() << "does no push";
  TypeParam transport;
  prepare(transport, Traffic::push);
  const Message message(fitting<TypeParam>(4096));
  const kuipc_stats before = stats<TypeParam>();
  for (int i = 0; i < 1000; ++i) transport.send(message.bytes());
  const kuipc_stats after = stats<TypeParam>();
  EXPECT_EQ(after.received - before.received, 1000U);
}

TYPED_TEST(MessageTest, PullGivesWhatTheKernelHoldsEachTime) {
  if (!TypeParam::info.pull) GTEST_SKIP() << "does no pull";
  TypeParam transport;
  prepare(transport, Traffic::push);
  const Message message(257, 5);
  transport.send(message.bytes());
  prepare(transport, Traffic::pull);
  for (int i = 0; i < 3; ++i) {
    std::vector<std::byte> room(1024);
    const std::size_t length = transport.receive(room);
    message.expect(std::span(room).first(length), "pull " + std::to_string(i));
  }
}

// The child tells a fault in the kernel (EFAULT) from one in a library that copies by itself.
template <class T, class Call>
void expect_fault(Call&& call) {
  int error = 0;
  try {
    error = in_child([&] { return error_of(call); });
  } catch (const std::runtime_error&) {
    GTEST_SKIP() << "this variant copies in userspace first";
  }
  EXPECT_EQ(error, EFAULT);
}

TYPED_TEST(MessageTest, SendingFromUnmappedMemoryIsAFault) {
  auto transport = opened<TypeParam>();
  const Fenced memory(4096);
  expect_fault<TypeParam>([&] { transport.send(memory.unmapped()); });
}

TYPED_TEST(MessageTest, SendingFromHalfMappedMemoryIsAFault) {
  auto transport = opened<TypeParam>();
  const Fenced memory(4096);
  const std::span<std::byte> half{memory.bytes().data() + 2048, 4096};
  expect_fault<TypeParam>([&] { transport.send(half); });
}

TYPED_TEST(MessageTest, ReceivingIntoUnmappedMemoryIsAFault) {
  auto transport = opened<TypeParam>();
  const Fenced memory(4096);
  const Message message(fitting<TypeParam>(4096));
  expect_fault<TypeParam>([&] { echo(transport, message.bytes(), memory.unmapped()); });
}

TYPED_TEST(MessageTest, AFaultLeavesTheTransportUsable) {
  auto transport = opened<TypeParam>();
  const Fenced memory(4096);
  try {
    in_child([&] { return error_of([&] { transport.send(memory.unmapped()); }); });
  } catch (const std::runtime_error&) {
    GTEST_SKIP() << "this variant copies in userspace first";
  }
  expect_echo(transport, 64);
}

}  // namespace
}  // namespace kuipc::conformance
