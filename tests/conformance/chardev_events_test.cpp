// SPDX-License-Identifier: Apache-2.0
// chardev's queue of what the kernel starts: its bounds, and readers that ask for too little.
#include "bench/transports/chardev.h"
#include "common/chardev.h"
#include "tests/conformance/firing.h"

namespace kuipc::conformance {
namespace {

class ChardevEventsTest : public FiringTest<Chardev> {
 protected:
  static Descriptor open_node() { return open_file("/dev/" KUIPC_CHARDEV_NODE, O_RDWR); }
  static long listen(const Descriptor& file, __u32 slots, __u32 slot_size) {
    const kuipc_chardev_listen wish{slots, slot_size};
    return outcome(ioctl(file.get(), KUIPC_CHARDEV_LISTEN, &wish));
  }
  long take(std::size_t room) {
    bytes_.resize(room);
    return outcome(read(file_.get(), bytes_.data(), room));
  }
  void fire_and_wait(__u32 length, __u64 count) {
    ASSERT_EQ(fire({KUIPC_FIRE_HARDIRQ, length, count, millisecond}), 0);
    ASSERT_TRUE(ends());
  }

  Descriptor file_ = open_node();
  std::vector<std::byte> bytes_;
};

TEST_F(ChardevEventsTest, AQueueOutOfBoundsIsRefused) {
  EXPECT_EQ(listen(file_, 0, 64), -EINVAL);
  EXPECT_EQ(listen(file_, 3, 64), -EINVAL);
  EXPECT_EQ(listen(file_, 4, 0), -EINVAL);
  EXPECT_EQ(listen(file_, 4, KUIPC_CHARDEV_MAX_EVENT + 1), -EINVAL);
  EXPECT_EQ(listen(file_, 4, ~0U), -EINVAL);
  EXPECT_EQ(listen(file_, 1U << 31, 64), -EINVAL);
  EXPECT_EQ(listen(file_, 256, KUIPC_CHARDEV_MAX_EVENT), -EINVAL);
  EXPECT_EQ(outcome(ioctl(file_.get(), KUIPC_CHARDEV_LISTEN, nullptr)), -EFAULT);
}

// A slot of one byte takes eight: 16 MiB of such bytes would be 128.
TEST_F(ChardevEventsTest, TheBoundIsOfWhatTheQueueTakes) {
  EXPECT_EQ(listen(file_, 1U << 24, 1), -EINVAL);
  EXPECT_EQ(listen(file_, 1U << 22, 1), -EINVAL);
  EXPECT_EQ(listen(file_, 1U << 21, 1), 0);
}

TEST_F(ChardevEventsTest, ListeningTwiceIsRefused) {
  ASSERT_EQ(listen(file_, 4, 64), 0);
  EXPECT_EQ(listen(file_, 4, 64), -EBUSY);
  EXPECT_EQ(listen(open_node(), 4, 64), -EBUSY);
}

TEST_F(ChardevEventsTest, AMessageLargerThanItsSlotIsDropped) {
  ASSERT_EQ(listen(file_, 4, 64), 0);
  fire_and_wait(65, 3);
  EXPECT_EQ(status().dropped, status().sent);
  EXPECT_EQ(status().error, __u32{EMSGSIZE});
}

TEST_F(ChardevEventsTest, AFullQueueKeepsTheOldest) {
  ASSERT_EQ(listen(file_, 4, 64), 0);
  fire_and_wait(64, 100);  // of which a busy machine skips most
  EXPECT_EQ(status().error, __u32{ENOBUFS});
  for (__u64 i = 0; i < 4; ++i) {
    ASSERT_EQ(take(64), 64);
    kuipc_message header{};
    std::copy_n(bytes_.begin(), sizeof header, reinterpret_cast<std::byte*>(&header));
    EXPECT_EQ(header.sequence, i);
  }
  fcntl(file_.get(), F_SETFL, O_NONBLOCK);
  EXPECT_EQ(take(64), -EAGAIN);
}

TEST_F(ChardevEventsTest, AShortOrFaultingReadLeavesTheMessage) {
  ASSERT_EQ(listen(file_, 4, 64), 0);
  fire_and_wait(64, 1);
  const Fenced memory(4096);
  EXPECT_EQ(take(63), -EMSGSIZE);
  EXPECT_EQ(outcome(read(file_.get(), memory.unmapped().data(), 64)), -EFAULT);
  EXPECT_EQ(take(64), 64);
}

TEST_F(ChardevEventsTest, ASignalEndsAWaitingRead) {
  ASSERT_EQ(listen(file_, 4, 64), 0);
  Waiting reader([this] { return take(64); });
  EXPECT_TRUE(reader.still_waits());
  reader.interrupt();
  EXPECT_EQ(reader.result(), -EINTR);
}

TEST_F(ChardevEventsTest, AReaderThatWaitsIsWokenFromAnInterrupt) {
  ASSERT_EQ(listen(file_, 4, 64), 0);
  Waiting reader([this] { return take(64); });
  fire_and_wait(64, 1);
  EXPECT_EQ(reader.result(), 64);
}

}  // namespace
}  // namespace kuipc::conformance
