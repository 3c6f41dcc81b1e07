// SPDX-License-Identifier: Apache-2.0
// The job behind FIRE: stopped at any moment, by anybody, from each context; never a way to take
// the machine; and no reason for a module to go, or to stay, at the wrong time.
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <limits>
#include <thread>

#include "tests/conformance/firing.h"
#include "tests/conformance/modules.h"

namespace kuipc::conformance {
namespace {

using namespace std::chrono_literals;

template <class T>
class JobTest : public FiringTest<T> {
 protected:
  void TearDown() override { load_if_missing(stem<T>()); }

  static std::chrono::nanoseconds duration_of(const std::function<void()>& body) {
    const auto begin = std::chrono::steady_clock::now();
    body();
    return std::chrono::steady_clock::now() - begin;
  }
  // More than a test has time for, one every 20 us.
  [[nodiscard]] kuipc_fire endless(__u32 context) const {
    return {context, this->size, KUIPC_FIRE_MAX_COUNT, millisecond / 50};
  }
};
TYPED_TEST_SUITE(JobTest, Listeners, TransportName);

TYPED_TEST(JobTest, StoppingDoesNotWaitForAMessageThatIsFarOff) {
  TypeParam transport;
  transport.listen(this->size);
  for (const __u32 context : this->contexts_beside_us()) {
    ASSERT_EQ(this->fire({context, this->size, 2, KUIPC_FIRE_MAX_PERIOD}), 0);
    EXPECT_LT(this->duration_of([this] { EXPECT_EQ(this->stop(), 0); }), 2s) << context;
    EXPECT_EQ(this->status().running, 0U);
    EXPECT_EQ(this->status().sent, 0U);
  }
}

TYPED_TEST(JobTest, ASignalEndsTheJobOfTheCallersTask) {
  if (!this->offers(KUIPC_FIRE_TASK)) GTEST_SKIP() << "a task cannot send";
  TypeParam transport;
  transport.listen(this->size);
  Waiting caller([this] {
    return this->fire({KUIPC_FIRE_TASK, this->size, 2, KUIPC_FIRE_MAX_PERIOD});
  });
  EXPECT_TRUE(caller.still_waits());
  caller.interrupt();
  EXPECT_EQ(caller.result(), -EINTR);
  EXPECT_EQ(this->status().running, 0U);
}

TYPED_TEST(JobTest, AnotherOpenerMayStopIt) {
  TypeParam transport;
  transport.listen(this->size);
  for (const __u32 context : this->contexts_beside_us()) {
    ASSERT_EQ(this->fire(this->endless(context)), 0);
    const Descriptor other = open_control<TypeParam>();
    EXPECT_EQ(outcome(ioctl(other.get(), KUIPC_IOC_FIRE_STOP)), 0);
    EXPECT_EQ(this->status().running, 0U);
  }
}

TYPED_TEST(JobTest, ItEndsWithItsOwnerHoweverThatDied) {
  TypeParam transport;
  transport.listen(this->size);
  for (const __u32 context : this->contexts_beside_us()) {
    const pid_t owner = checked(fork(), "fork", "test child");
    if (owner == 0) {
      const Descriptor control = open_control<TypeParam>();
      const kuipc_fire order = this->endless(context);
      if (ioctl(control.get(), KUIPC_IOC_FIRE, &order) != 0) _exit(1);
      for (;;) pause();
    }
    // Not those of our own job before.
    EXPECT_TRUE(eventually([this] {
      const kuipc_fire_status status = this->status();
      return status.count == KUIPC_FIRE_MAX_COUNT && status.sent > 0;
    }));
    checked(kill(owner, SIGKILL), "kill", "test child");
    checked(waitpid(owner, nullptr, 0), "waitpid", "test child");
    EXPECT_EQ(this->status().count, 0U) << context;
    EXPECT_EQ(this->fire({context, this->size, 1, millisecond}), 0);
    EXPECT_TRUE(this->ends());
  }
}

TYPED_TEST(JobTest, UnloadingIsRefusedInTheMiddleOfIt) {
  TypeParam transport;
  transport.listen(this->size);
  for (const __u32 context : this->contexts_beside_us()) {
    ASSERT_EQ(this->fire(this->endless(context)), 0);
    EXPECT_EQ(unload(stem<TypeParam>()), EWOULDBLOCK);
    const __u64 sent = this->status().sent;
    EXPECT_TRUE(eventually([&] { return this->status().sent > sent; })) << context;
    EXPECT_EQ(this->stop(), 0);
  }
}

TYPED_TEST(JobTest, ClosingInTheMiddleOfItLetsTheModuleGoAtOnce) {
  for (const __u32 context : this->contexts_beside_us())
    for (int round = 0; round < 3; ++round) {
      {
        TypeParam transport;
        transport.listen(this->size);
        ASSERT_EQ(this->fire(this->endless(context)), 0);
        EXPECT_TRUE(eventually([this] { return this->status().sent > 0; }));
        this->control_ = Descriptor{};
      }
      ASSERT_EQ(unload_when_unused(stem<TypeParam>()), 0) << context;
      load_if_missing(stem<TypeParam>());
      this->control_ = open_control<TypeParam>();
    }
}

TYPED_TEST(JobTest, TheShortestPeriodLeavesTheMachineToOthers) {
  TypeParam transport;
  transport.listen(this->size);
  for (const __u32 context : this->contexts_beside_us()) {
    ASSERT_EQ(this->fire({context, this->size, KUIPC_FIRE_MAX_COUNT, KUIPC_FIRE_MIN_PERIOD}), 0);
    EXPECT_LT(this->duration_of([this] {
      std::this_thread::sleep_for(200ms);
      EXPECT_EQ(this->stop(), 0);
    }),
              2s)
        << context;
    EXPECT_GT(this->status().sent, 0U) << context;
  }
}

TYPED_TEST(JobTest, AbsurdOrdersAreRefused) {
  TypeParam transport;
  transport.listen(this->size);
  const __u32 context = this->an_offered_context();
  constexpr auto most = std::numeric_limits<__u64>::max();
  constexpr auto widest = std::numeric_limits<__u32>::max();
  const auto largest = static_cast<__u32>(ControlNode(TypeParam::info.stem).info().largest_event);
  EXPECT_EQ(this->fire({widest, this->size, 1, millisecond}), -EINVAL);
  EXPECT_EQ(this->fire({context, 0, 1, millisecond}), -EINVAL);
  EXPECT_EQ(this->fire({context, largest + 1, 1, millisecond}), -EMSGSIZE);
  EXPECT_EQ(this->fire({context, widest, 1, millisecond}), -EMSGSIZE);
  EXPECT_EQ(this->fire({context, this->size, most, millisecond}), -EINVAL);
  EXPECT_EQ(this->fire({context, this->size, 1, 0}), -EINVAL);
  EXPECT_EQ(this->fire({context, this->size, 1, most}), -EINVAL);
  EXPECT_EQ(this->status().count, 0U);
}

TYPED_TEST(JobTest, AnUnmappedOrderOrStatusIsAFault) {
  const Fenced memory(4096);
  void* const nowhere = memory.unmapped().data();
  EXPECT_EQ(outcome(ioctl(this->control_.get(), KUIPC_IOC_FIRE, nowhere)), -EFAULT);
  EXPECT_EQ(outcome(ioctl(this->control_.get(), KUIPC_IOC_FIRE_STATUS, nowhere)), -EFAULT);
}

TYPED_TEST(JobTest, TheLogHasARecordForEachMessageSent) {
  TypeParam transport;
  transport.listen(this->size);
  ASSERT_EQ(this->fire({this->an_offered_context(), this->size, 20, millisecond}), 0);
  ASSERT_TRUE(this->ends());
  std::array<kuipc_fire_record, 32> records{};
  const auto bytes = outcome(read(this->control_.get(), records.data(), sizeof records));
  const auto sent = this->status().sent;
  ASSERT_EQ(bytes, static_cast<long>(sent * sizeof(kuipc_fire_record)));
  for (__u32 i = 0; i < sent; ++i) {
    EXPECT_EQ(records.at(i).sequence, i);
    EXPECT_LE(records.at(i).intended, records.at(i).sent);
    EXPECT_LE(records.at(i).sent, records.at(i).emitted);
    EXPECT_EQ(records.at(i).error, 0U);
  }
  EXPECT_EQ(outcome(read(this->control_.get(), records.data(), sizeof records)), 0);
}

TYPED_TEST(JobTest, TheLogComesInWholeRecords) {
  TypeParam transport;
  transport.listen(this->size);
  ASSERT_EQ(this->fire({this->an_offered_context(), this->size, 4, millisecond}), 0);
  ASSERT_TRUE(this->ends());
  constexpr long one = sizeof(kuipc_fire_record);
  std::array<std::byte, 4 * one> room{};
  const Fenced memory(4096);
  EXPECT_EQ(outcome(read(this->control_.get(), room.data(), one - 1)), 0);
  EXPECT_EQ(outcome(read(this->control_.get(), memory.unmapped().data(), 4096)), -EFAULT);
  EXPECT_EQ(outcome(read(this->control_.get(), room.data(), 2 * one - 1)), one);
}

}  // namespace
}  // namespace kuipc::conformance
