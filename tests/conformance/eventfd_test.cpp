// SPDX-License-Identifier: Apache-2.0
// eventfd's particulars: what is no eventfd, and one that its owner lets go of.
#include <sys/eventfd.h>

#include "bench/transports/eventfd.h"
#include "tests/conformance/firing.h"

namespace kuipc::conformance {
namespace {

class EventfdTest : public FiringTest<Eventfd> {
 protected:
  long listen(int descriptor) {
    return outcome(ioctl(file_.get(), KUIPC_EVENTFD_LISTEN, descriptor));
  }
  static Descriptor counter(unsigned start = 0) {
    return Descriptor(checked(eventfd(start, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd", ""));
  }

  Descriptor file_ = open_file("/dev/" KUIPC_EVENTFD_NODE, O_RDWR);
};

TEST_F(EventfdTest, NoDescriptorIsRefused) {
  EXPECT_EQ(listen(-1), -EBADF);
  EXPECT_EQ(listen(1 << 30), -EBADF);
}

TEST_F(EventfdTest, AnotherKindOfFileIsRefused) {
  EXPECT_EQ(listen(file_.get()), -EINVAL);
}

TEST_F(EventfdTest, ItAddsToWhatTheUserHasWritten) {
  const Descriptor number = counter(7);
  ASSERT_EQ(listen(number.get()), 0);
  ASSERT_EQ(fire({KUIPC_FIRE_KTHREAD, size, 5, millisecond}), 0);
  ASSERT_TRUE(ends());
  std::uint64_t sum = 0;
  ASSERT_EQ(outcome(read(number.get(), &sum, sizeof sum)), 8);
  EXPECT_EQ(sum, 7 + status().sent);
}

TEST_F(EventfdTest, ClosingTheCounterInTheMiddleOfAJobLeavesItToTheListener) {
  Descriptor number = counter();
  ASSERT_EQ(listen(number.get()), 0);
  ASSERT_EQ(fire({KUIPC_FIRE_HARDIRQ, size, 200, millisecond / 4}), 0);
  number = Descriptor{};
  EXPECT_TRUE(ends());
  EXPECT_EQ(status().dropped, 0U);
}

TEST_F(EventfdTest, ClosingTheListenerInTheMiddleOfAJobLeavesTheCounter) {
  const Descriptor number = counter();
  ASSERT_EQ(listen(number.get()), 0);
  ASSERT_EQ(fire({KUIPC_FIRE_HARDIRQ, size, 200, millisecond / 4}), 0);
  file_ = Descriptor{};
  EXPECT_TRUE(ends());
  std::uint64_t sum = 0;
  const long got = outcome(read(number.get(), &sum, sizeof sum));
  EXPECT_TRUE(got == 8 || got == -EAGAIN) << got;
  EXPECT_EQ(sum, status().sent - status().dropped);
}

}  // namespace
}  // namespace kuipc::conformance
