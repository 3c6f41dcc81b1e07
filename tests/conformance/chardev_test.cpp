// SPDX-License-Identifier: Apache-2.0
// chardev's particulars: a mailbox of one message per open file that waits, can be polled, and has
// modes.
#include <poll.h>

#include "bench/descriptor.h"
#include "common/chardev.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

constexpr const char* node = "/dev/" KUIPC_CHARDEV_NODE;

class ChardevTest : public ::testing::Test {
 protected:
  long put(std::size_t size) {
    const Message message(size);
    return outcome(write(file_.get(), message.bytes().data(), size));
  }
  long take(std::size_t room) {
    bytes_.resize(room);
    return outcome(read(file_.get(), bytes_.data(), room));
  }
  long set_mode(unsigned long mode) {
    return outcome(ioctl(file_.get(), KUIPC_CHARDEV_MODE, mode));
  }
  void do_not_wait() { fcntl(file_.get(), F_SETFL, O_NONBLOCK); }
  short polled() {
    pollfd poll_for{file_.get(), POLLIN | POLLOUT, 0};
    poll(&poll_for, 1, 0);
    return poll_for.revents;
  }

  Descriptor file_ = open_file(node, O_RDWR);
  std::vector<std::byte> bytes_;
};

TEST_F(ChardevTest, AnEmptyBoxGivesEagainToWhoDoesNotWait) {
  do_not_wait();
  EXPECT_EQ(take(64), -EAGAIN);
}

TEST_F(ChardevTest, AFullBoxGivesEagainToWhoDoesNotWait) {
  do_not_wait();
  EXPECT_EQ(put(64), 64);
  EXPECT_EQ(put(64), -EAGAIN);
}

TEST_F(ChardevTest, AReaderWaitsForAMessage) {
  Waiting reader([this] { return take(64); });
  EXPECT_TRUE(reader.still_waits());
  EXPECT_EQ(put(48), 48);
  EXPECT_EQ(reader.result(), 48);
}

TEST_F(ChardevTest, AWriterWaitsForAnEmptyBox) {
  put(48);
  Waiting writer([this] { return put(64); });
  EXPECT_TRUE(writer.still_waits());
  EXPECT_EQ(take(64), 48);
  EXPECT_EQ(writer.result(), 64);
}

TEST_F(ChardevTest, ASignalEndsAWaitingRead) {
  Waiting reader([this] { return take(64); });
  reader.interrupt();
  EXPECT_EQ(reader.result(), -EINTR);
}

TEST_F(ChardevTest, ASignalEndsAWaitingWrite) {
  put(64);
  Waiting writer([this] { return put(64); });
  writer.interrupt();
  EXPECT_EQ(writer.result(), -EINTR);
}

TEST_F(ChardevTest, ClosingUnderAWaitingReaderKeepsTheFileUntilItReturns) {
  auto control = ControlNode("chardev");
  {
    const int number = file_.get();
    Waiting reader([number] {
      std::byte byte{};
      return outcome(read(number, &byte, 1));
    });
    file_ = Descriptor{};
    EXPECT_EQ(control.stats().openers, 1U);
    reader.interrupt();
    EXPECT_EQ(reader.result(), -EINTR);
  }
  EXPECT_TRUE(eventually([&] { return control.stats().openers == 0; }));
}

TEST_F(ChardevTest, AShortReadLeavesTheMessage) {
  put(64);
  EXPECT_EQ(take(63), -EMSGSIZE);
  EXPECT_EQ(take(64), 64);
  Message(64).expect(bytes_, "after a short read");
}

TEST_F(ChardevTest, AFaultingReadLeavesTheMessage) {
  put(64);
  const Fenced memory(4096);
  EXPECT_EQ(outcome(read(file_.get(), memory.unmapped().data(), 64)), -EFAULT);
  EXPECT_EQ(take(64), 64);
}

TEST_F(ChardevTest, AFaultingWriteLeavesTheBoxEmpty) {
  do_not_wait();
  const Fenced memory(4096);
  EXPECT_EQ(outcome(write(file_.get(), memory.unmapped().data(), 64)), -EFAULT);
  EXPECT_EQ(take(64), -EAGAIN);
}

TEST_F(ChardevTest, NoBytesAreNoMessage) {
  do_not_wait();
  EXPECT_EQ(put(0), 0);
  EXPECT_EQ(take(64), -EAGAIN);
  put(64);
  EXPECT_EQ(take(0), 0);
  EXPECT_EQ(take(64), 64);
}

TEST_F(ChardevTest, PollSaysWhatWouldGoThrough) {
  EXPECT_EQ(polled(), POLLOUT);
  put(64);
  EXPECT_EQ(polled(), POLLIN);
  take(64);
  EXPECT_EQ(polled(), POLLOUT);
}

TEST_F(ChardevTest, PollWakesForAMessage) {
  Waiting poller([this] {
    pollfd poll_for{file_.get(), POLLIN, 0};
    return outcome(poll(&poll_for, 1, -1));
  });
  put(64);
  EXPECT_EQ(poller.result(), 1);
}

TEST_F(ChardevTest, ASinkTakesWritesWithoutEnd) {
  do_not_wait();
  ASSERT_EQ(set_mode(KUIPC_CHARDEV_SINK), 0);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(put(64), 64);
  EXPECT_EQ(take(64), -EAGAIN);
}

TEST_F(ChardevTest, ASourceGivesItsMessageAgainAndAgain) {
  do_not_wait();
  put(64);
  ASSERT_EQ(set_mode(KUIPC_CHARDEV_SOURCE), 0);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(take(64), 64);
}

TEST_F(ChardevTest, AWriteReplacesTheMessageOfASource) {
  ASSERT_EQ(set_mode(KUIPC_CHARDEV_SOURCE), 0);
  put(64);
  put(96);
  EXPECT_EQ(take(128), 96);
}

TEST_F(ChardevTest, AnUnknownModeIsRefused) {
  EXPECT_EQ(set_mode(3), -EINVAL);
}

TEST_F(ChardevTest, AnotherCommandIsRefused) {
  EXPECT_EQ(outcome(ioctl(file_.get(), _IO(KUIPC_IOC_TYPE, 0xFF), 0)), -ENOTTY);
}

TEST_F(ChardevTest, AnOpenFilePinsTheModule) {
  EXPECT_EQ(unload("chardev"), EWOULDBLOCK);
  EXPECT_TRUE(is_loaded("chardev"));
}

}  // namespace
}  // namespace kuipc::conformance
