// SPDX-License-Identifier: Apache-2.0
// What the kernel starts: from each context that a module offers, all of it, in order, to its one
// listener; and no job that outlives who ordered it.
#include <cstring>
#include <memory>

#include "tests/conformance/firing.h"
#include "tests/conformance/modules.h"

namespace kuipc::conformance {
namespace {

template <class T>
class EventTest : public FiringTest<T> {};
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
  EXPECT_EQ(unload_when_unused(stem<TypeParam>()), 0);
  load_if_missing(stem<TypeParam>());
}

TYPED_TEST(EventTest, AListenerMayGoInTheMiddleOfAJob) {
  for (const __u32 context : this->contexts_beside_us()) {
    SCOPED_TRACE("context " + std::to_string(context));
    auto transport = std::make_unique<TypeParam>();
    transport->listen(this->size);
    ASSERT_EQ(this->fire({context, this->size, 100, millisecond}), 0);
    transport.reset();
    EXPECT_TRUE(this->ends());
    EXPECT_EQ(this->status().sent + this->status().skipped, 100U);
  }
}

}  // namespace
}  // namespace kuipc::conformance
