// SPDX-License-Identifier: Apache-2.0
// A task may wait in the middle of a user copy for as long as it pleases: its page may be one that
// userfaultfd(2) never brings. That holds up nobody else, and it can be killed.
#include "tests/conformance/stuck.h"

#include "tests/conformance/firing.h"

namespace kuipc::conformance {
namespace {

template <class T>
class StuckTest : public ::testing::Test {};
TYPED_TEST_SUITE(StuckTest, Carriers, TransportName);

TYPED_TEST(StuckTest, WhoNeverGetsItsPageHoldsUpNoOtherOpener) {
  const Message message(fitting<TypeParam>(1000));
  Stuck stuck([&](std::span<std::byte> memory) {
    auto transport = opened<TypeParam>();
    echo(transport, message.bytes(), memory);
  });
  EXPECT_TRUE(finishes([&] {
    auto transport = opened<TypeParam>();
    std::vector<std::byte> room(1000);
    return echo(transport, message.bytes(), room) == message.size() ? 0 : 1;
  }));
  EXPECT_TRUE(stuck.dies());
}

template <class T>
class StuckLogTest : public FiringTest<T> {};
TYPED_TEST_SUITE(StuckLogTest, Listeners, TransportName);

TYPED_TEST(StuckLogTest, AReaderOfTheLogThatNeverGetsItsPageKeepsNobodyFromClosing) {
  TypeParam transport;
  transport.listen(this->size);
  ASSERT_EQ(this->fire({this->an_offered_context(), this->size, 3, millisecond}), 0);
  ASSERT_TRUE(this->ends());
  Stuck stuck([](std::span<std::byte> memory) {
    const Descriptor control = open_control<TypeParam>();
    checked(read(control.get(), memory.data(), memory.size()), "read", "log");
  });
  EXPECT_TRUE(finishes([] {
    const Descriptor control = open_control<TypeParam>();
    kuipc_fire_status status{};
    return ioctl(control.get(), KUIPC_IOC_FIRE_STATUS, &status);
  }));
  EXPECT_TRUE(stuck.dies());
  kuipc_fire_record record{};
  EXPECT_EQ(outcome(read(this->control_.get(), &record, sizeof record)), long{sizeof record});
}

}  // namespace
}  // namespace kuipc::conformance
