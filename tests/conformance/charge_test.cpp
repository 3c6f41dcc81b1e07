// SPDX-License-Identifier: Apache-2.0
// What the kernel keeps for a user is charged to that user's memory cgroup, and given back with the
// last descriptor: else who may use a transport could take more memory than he was given.
#include <memory>

#include "tests/conformance/firing.h"
#include "tests/conformance/memory_group.h"

namespace kuipc::conformance {
namespace {

class MemoryGroupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string obstacle = memory_group_obstacle(); !obstacle.empty())
      GTEST_SKIP() << obstacle;
  }

  // The kernel charges in pieces of up to 64 pages for each CPU, and says so in bytes.
  static constexpr long half(std::size_t bytes) { return static_cast<long>(bytes / 2); }

  // In a child with a cgroup of its own: keep takes about so many bytes of the kernel's memory, and
  // let_go ends it. 0; 1: they were not charged; 2: they were not given back.
  template <class Keep, class LetGo>
  static int charging(std::size_t bytes, Keep&& keep, LetGo&& let_go) {
    const long before = charged_to_us();
    keep();
    const long held = charged_to_us();
    if (held - before < half(bytes)) return 1;
    let_go();
    return eventually([&] { return held - charged_to_us() > half(bytes); }) ? 0 : 2;
  }
};

template <class T>
class ChargeTest : public MemoryGroupTest {};
TYPED_TEST_SUITE(ChargeTest, Carriers, TransportName);

TYPED_TEST(ChargeTest, TheMessageThatAnOpenerLeftIsChargedToIt) {
  if (TypeParam::info.shared) GTEST_SKIP() << "one message for all openers stays when they go";
  if (Exchanges<TypeParam> && stem<TypeParam>() == "sockopt")
    GTEST_SKIP() << "nothing is kept between two calls";
  const Message message(largest_message<TypeParam>());
  EXPECT_EQ(in_child([&] {
              enter_memory_group();
              auto transport = std::make_unique<TypeParam>();
              prepare(*transport, Traffic::push);
              return this->charging(
                  message.size(),
                  [&] {
                    // libnl and the like grow by it themselves, once.
                    transport->send(message.bytes());
                  },
                  [&] { transport.reset(); });
            }),
            0);
}

template <class T>
class LogChargeTest : public MemoryGroupTest {};
TYPED_TEST_SUITE(LogChargeTest, Listeners, TransportName);

TYPED_TEST(LogChargeTest, TheLogOfAJobIsChargedToWhoOrderedIt) {
  EXPECT_EQ(in_child([&] {
              enter_memory_group();
              TypeParam transport;
              transport.listen(64);
              Descriptor control = open_control<TypeParam>();
              const kuipc_fire order{
                  ControlNode(TypeParam::info.stem).info().starts & KUIPC_STARTS_KTHREAD
                      ? KUIPC_FIRE_KTHREAD
                      : KUIPC_FIRE_SOFTIRQ,
                  static_cast<__u32>(TypeParam::info.event_size.value_or(64)), KUIPC_FIRE_LOG,
                  KUIPC_FIRE_MAX_PERIOD};
              return this->charging(
                  KUIPC_FIRE_LOG * sizeof(kuipc_fire_record),
                  [&] { checked(ioctl(control.get(), KUIPC_IOC_FIRE, &order), "ioctl FIRE", ""); },
                  [&] { control = Descriptor{}; });
            }),
            0);
}

using NetlinkChargeTest = MemoryGroupTest;

// They wait in its receive buffer.
TEST_F(NetlinkChargeTest, AnswersThatNobodyReadsAreChargedToWhoAsked) {
  const Message message(60000);
  EXPECT_EQ(in_child([&] {
              enter_memory_group();
              auto transport = std::make_unique<Netlink>();
              prepare(*transport, Traffic::echo);
              return charging(
                  20 * message.size(),
                  [&] {
                    for (int i = 0; i < 20; ++i) transport->send(message.bytes());
                  },
                  [&] { transport.reset(); });
            }),
            0);
}

TEST_F(NetlinkChargeTest, EventsOfATaskAreChargedToIt) {
  EXPECT_EQ(in_child([&] {
              enter_memory_group();
              auto transport = std::make_unique<Netlink>();
              transport->listen(60000);
              const Descriptor control = open_control<Netlink>();
              const kuipc_fire order{KUIPC_FIRE_TASK, 60000, 20, millisecond};
              return charging(
                  20 * 60000,
                  [&] { checked(ioctl(control.get(), KUIPC_IOC_FIRE, &order), "ioctl FIRE", ""); },
                  [&] { transport.reset(); });
            }),
            0);
}

}  // namespace
}  // namespace kuipc::conformance
