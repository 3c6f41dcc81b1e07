// SPDX-License-Identifier: Apache-2.0
// What the kernel starts: from each context that a module offers, all of it, in order, to its one
// listener; and no job that outlives who ordered it.
#include <poll.h>

#include <cstring>
#include <memory>

#include "common/fire.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

constexpr std::array<__u32, KUIPC_FIRE_CONTEXTS> bit_needed{
    KUIPC_STARTS_TASK,    KUIPC_STARTS_KTHREAD, KUIPC_STARTS_SOFTIRQ,
    KUIPC_STARTS_HARDIRQ, KUIPC_STARTS_SOFTIRQ, KUIPC_STARTS_KTHREAD};
constexpr __u64 millisecond = 1000000;

template <class T>
class EventTest : public ::testing::Test {
 protected:
  static constexpr __u32 size = static_cast<__u32>(T::info.event_size.value_or(64));

  static bool offers(__u32 context) {
    const __u32 starts = ControlNode(T::info.stem).info().starts;
    return (starts & bit_needed.at(context)) != 0;
  }
  static __u32 an_offered_context() {
    for (__u32 context = KUIPC_FIRE_KTHREAD; context < KUIPC_FIRE_CONTEXTS; ++context)
      if (offers(context)) return context;
    throw std::runtime_error("no context offered");
  }

  long fire(const kuipc_fire& order) const {
    return outcome(ioctl(control_.get(), KUIPC_IOC_FIRE, &order));
  }
  [[nodiscard]] kuipc_fire_status status() const {
    kuipc_fire_status status{};
    checked(ioctl(control_.get(), KUIPC_IOC_FIRE_STATUS, &status), "ioctl FIRE_STATUS", stem<T>());
    return status;
  }
  [[nodiscard]] bool ends() const {
    return eventually([this] { return status().running == 0; });
  }

  // Messages heard until none comes for a while. visit gets the bytes of each that has any.
  template <class Visit>
  static __u64 hear_all(T& transport, Visit&& visit) {
    std::vector<std::byte> room(4096);
    __u64 heard = 0;
    pollfd readable{transport.event_descriptor(), POLLIN, 0};
    while (poll(&readable, 1, 100) > 0) {
      const Heard one = transport.hear(room);
      heard += one.messages;
      if (one.length > 0) visit(std::span(room).first(one.length));
    }
    return heard;
  }
  static __u64 hear_all(T& transport) {
    return hear_all(transport, [](std::span<const std::byte>) {});
  }

  Descriptor control_ = open_control<T>();
};
TYPED_TEST_SUITE(EventTest, Listeners, TransportName);

TYPED_TEST(EventTest, EachContextOfferedBringsEveryMessage) {
  TypeParam transport;
  transport.listen(this->size);
  for (__u32 context = 0; context < KUIPC_FIRE_CONTEXTS; ++context) {
    if (!this->offers(context)) continue;
    ASSERT_EQ(this->fire({context, this->size, 20, millisecond}), 0) << "context " << context;
    ASSERT_TRUE(this->ends());
    const kuipc_fire_status status = this->status();
    EXPECT_EQ(status.sent + status.skipped, 20U) << "context " << context;
    EXPECT_EQ(this->hear_all(transport), status.sent - status.dropped) << "context " << context;
  }
}

TYPED_TEST(EventTest, AContextNotOfferedIsRefused) {
  TypeParam transport;
  transport.listen(this->size);
  for (__u32 context = 0; context < KUIPC_FIRE_CONTEXTS; ++context) {
    if (this->offers(context)) continue;
    EXPECT_EQ(this->fire({context, this->size, 1, millisecond}), -EOPNOTSUPP) << context;
  }
}

TYPED_TEST(EventTest, MessagesComeWholeAndInOrder) {
  if (TypeParam::info.event_size) GTEST_SKIP() << "carries no bytes";
  TypeParam transport;
  transport.listen(this->size);
  ASSERT_EQ(this->fire({this->an_offered_context(), this->size, 50, millisecond / 10}), 0);
  ASSERT_TRUE(this->ends());
  std::uint64_t last = 0;
  bool first = true;
  this->hear_all(transport, [&](std::span<const std::byte> bytes) {
    ASSERT_EQ(bytes.size(), this->size);
    kuipc_message header{};
    std::memcpy(&header, bytes.data(), sizeof header);
    EXPECT_EQ(header.magic, __u32{KUIPC_MAGIC});
    EXPECT_TRUE(first || header.sequence > last);
    const auto payload = bytes.subspan(sizeof header);
    EXPECT_EQ(kuipc_pattern_check(payload.data(), payload.size(), header.seed), payload.size());
    last = header.sequence;
    first = false;
  });
  EXPECT_FALSE(first) << "nothing came";
}

TYPED_TEST(EventTest, WithoutAListenerItIsRefused) {
  EXPECT_EQ(this->fire({this->an_offered_context(), this->size, 1, millisecond}), -ENOTCONN);
}

TYPED_TEST(EventTest, ASecondListenerIsRefused) {
  TypeParam first;
  first.listen(this->size);
  TypeParam second;
  EXPECT_EQ(error_of([&] { second.listen(this->size); }), EBUSY);
}

TYPED_TEST(EventTest, AnotherMayListenWhenTheFirstHasGone) {
  {
    TypeParam first;
    first.listen(this->size);
  }
  TypeParam second;
  EXPECT_EQ(error_of([&] { second.listen(this->size); }), 0);
}

TYPED_TEST(EventTest, AnOrderOutOfBoundsIsRefused) {
  TypeParam transport;
  transport.listen(this->size);
  const __u32 context = this->an_offered_context();
  EXPECT_EQ(this->fire({KUIPC_FIRE_CONTEXTS, this->size, 1, millisecond}), -EINVAL);
  EXPECT_EQ(this->fire({context, this->size, 0, millisecond}), -EINVAL);
  EXPECT_EQ(this->fire({context, this->size, KUIPC_FIRE_MAX_COUNT + 1, millisecond}), -EINVAL);
  EXPECT_EQ(this->fire({context, this->size, 1, KUIPC_FIRE_MIN_PERIOD - 1}), -EINVAL);
  EXPECT_EQ(this->fire({context, this->size, 1, KUIPC_FIRE_MAX_PERIOD + 1}), -EINVAL);
}

TYPED_TEST(EventTest, FiringWithoutTheCapabilityIsRefused) {
  EXPECT_EQ(in_child([&] {
              drop_net_admin();
              return static_cast<int>(-this->fire({0, this->size, 1, millisecond}));
            }),
            EPERM);
}

TYPED_TEST(EventTest, ASecondJobIsRefusedWhileOneRuns) {
  TypeParam transport;
  transport.listen(this->size);
  const kuipc_fire endless{this->an_offered_context(), this->size, 1000, 100 * millisecond};
  ASSERT_EQ(this->fire(endless), 0);
  EXPECT_EQ(this->fire(endless), -EBUSY);
  EXPECT_EQ(outcome(ioctl(this->control_.get(), KUIPC_IOC_FIRE_STOP)), 0);
  EXPECT_EQ(this->status().running, 0U);
}

TYPED_TEST(EventTest, AJobEndsWithTheFileThatOrderedIt) {
  {
    TypeParam transport;
    transport.listen(this->size);
    ASSERT_EQ(this->fire({this->an_offered_context(), this->size, 1000, 100 * millisecond}), 0);
    this->control_ = Descriptor{};
  }
  EXPECT_TRUE(eventually([] { return unload(stem<TypeParam>()) == 0; }));
  load_if_missing(stem<TypeParam>());
}

TYPED_TEST(EventTest, AListenerMayGoInTheMiddleOfAJob) {
  auto transport = std::make_unique<TypeParam>();
  transport->listen(this->size);
  ASSERT_EQ(this->fire({this->an_offered_context(), this->size, 100, millisecond}), 0);
  transport.reset();
  EXPECT_TRUE(this->ends());
  EXPECT_EQ(this->status().sent + this->status().skipped, 100U);
}

}  // namespace
}  // namespace kuipc::conformance
