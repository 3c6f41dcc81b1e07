// SPDX-License-Identifier: Apache-2.0
// The control node of every module: who it is, and counts that are right to the last byte.
#include <cstring>

#include "tests/conformance/support.h"

namespace kuipc::conformance {
namespace {

template <class T>
class ControlTest : public ::testing::Test {};
TYPED_TEST_SUITE(ControlTest, AllTransports, TransportName);

TYPED_TEST(ControlTest, InfoNamesTheModule) {
  const kuipc_info info = ControlNode(TypeParam::info.stem).info();
  EXPECT_EQ(std::string(info.name), "kuipc_" + stem<TypeParam>());
}

TYPED_TEST(ControlTest, InfoStatesTheAbiThatWeWereBuiltFor) {
  EXPECT_EQ(ControlNode(TypeParam::info.stem).info().abi_version, __u32{KUIPC_ABI_VERSION});
}

TYPED_TEST(ControlTest, TheLargestMessageIsWithinTheAbisBound) {
  EXPECT_LE(largest_message<TypeParam>(), std::size_t{KUIPC_MAX_MESSAGE});
}

TYPED_TEST(ControlTest, InfoNamesOnlyContextsOfTheAbi) {
  constexpr __u32 known =
      KUIPC_STARTS_TASK | KUIPC_STARTS_KTHREAD | KUIPC_STARTS_SOFTIRQ | KUIPC_STARTS_HARDIRQ;
  EXPECT_EQ(ControlNode(TypeParam::info.stem).info().starts & ~known, 0U);
}

TYPED_TEST(ControlTest, AnotherCommandIsRefused) {
  const Descriptor control = open_control<TypeParam>();
  EXPECT_EQ(ioctl(control.get(), _IO(KUIPC_IOC_TYPE, 0xFF), 0), -1);
  EXPECT_EQ(errno, ENOTTY);
}

TYPED_TEST(ControlTest, AnUnmappedStructIsAFault) {
  const Descriptor control = open_control<TypeParam>();
  const Fenced memory(4096);
  EXPECT_EQ(ioctl(control.get(), KUIPC_IOC_INFO, memory.unmapped().data()), -1);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_EQ(ioctl(control.get(), KUIPC_IOC_STATS, memory.unmapped().data()), -1);
  EXPECT_EQ(errno, EFAULT);
}

template <class T>
class StatsTest : public ::testing::Test {};
TYPED_TEST_SUITE(StatsTest, Carriers, TransportName);

TYPED_TEST(StatsTest, InfoStatesALargestMessageOfUse) {
  if (TypeParam::info.largest)
    EXPECT_EQ(largest_message<TypeParam>(), *TypeParam::info.largest);
  else
    EXPECT_GE(largest_message<TypeParam>(), 65536U);
}

TYPED_TEST(StatsTest, CountMessagesAndBytesExactly) {
  auto transport = opened<TypeParam>();
  const Message message(1000);
  std::vector<std::byte> room(1000);
  const kuipc_stats before = stats<TypeParam>();
  for (int i = 0; i < 7; ++i) echo(transport, message.bytes(), room);
  const kuipc_stats after = stats<TypeParam>();
  EXPECT_EQ(after.received - before.received, 7U);
  EXPECT_EQ(after.bytes_received - before.bytes_received, 7000U);
  EXPECT_EQ(after.sent - before.sent, 7U);
  EXPECT_EQ(after.bytes_sent - before.bytes_sent, 7000U);
  EXPECT_EQ(after.dropped, before.dropped);
}

TYPED_TEST(StatsTest, ARefusedMessageIsNotCounted) {
  auto transport = opened<TypeParam>();
  const Message message(largest_message<TypeParam>() + 1);
  std::vector<std::byte> room(message.size());
  const kuipc_stats before = stats<TypeParam>();
  EXPECT_NE(error_of([&] { echo(transport, message.bytes(), room); }), 0);
  const kuipc_stats after = stats<TypeParam>();
  EXPECT_EQ(after.received, before.received);
  EXPECT_EQ(after.bytes_received, before.bytes_received);
}

TYPED_TEST(StatsTest, OpenersAreCountedInAndOutAgain) {
  if (TypeParam::info.shared) GTEST_SKIP() << "its module is not told who opens it";
  ASSERT_TRUE(eventually([] { return stats<TypeParam>().openers == 0; }))
      << "an earlier test left an opener";
  {
    auto first = opened<TypeParam>();
    auto second = opened<TypeParam>();
    const Message message(64);
    std::vector<std::byte> room(64);
    for (TypeParam* transport : {&first, &second}) {
      prepare(*transport, Traffic::push);
      transport->send(message.bytes());
    }
    EXPECT_EQ(stats<TypeParam>().openers, 2U);
  }
  EXPECT_TRUE(eventually([] { return stats<TypeParam>().openers == 0; }));
}

TEST(Modules, EachTransportsModuleIsLoaded) {
  Transports::each([]<class T>() {
    EXPECT_EQ(access(("/sys/module/kuipc_" + stem<T>()).c_str(), F_OK), 0) << stem<T>();
  });
}

}  // namespace
}  // namespace kuipc::conformance
