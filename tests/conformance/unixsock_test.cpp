// SPDX-License-Identifier: Apache-2.0
// unixsock's particulars: packets as they go over the socket, and how a kernel thread ends.
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cstring>
#include <fstream>

#include "bench/transports/unixsock.h"
#include "common/fire.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

struct Answer {
  kuipc_unixsock header{};
  std::vector<std::byte> bytes{};
};

class UnixsockTest : public ::testing::Test {
 protected:
  void TearDown() override { load_if_missing("unixsock"); }

  static Descriptor open_node() { return open_file("/dev/" KUIPC_UNIXSOCK_NODE, O_RDWR); }

  // An answer that is missing must not hold up all other tests.
  static Descriptor connected(const Descriptor& node) {
    Descriptor socket(checked(ioctl(node.get(), KUIPC_UNIXSOCK_CONNECT), "ioctl", "CONNECT"));
    const timeval patience{.tv_sec = 2, .tv_usec = 0};
    setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return socket;
  }

  static std::vector<std::byte> packet(__u32 type, std::span<const std::byte> message) {
    const kuipc_unixsock header{.type = type, .error = 0};
    std::vector<std::byte> bytes(sizeof header + message.size());
    std::memcpy(bytes.data(), &header, sizeof header);
    std::copy(message.begin(), message.end(), bytes.begin() + sizeof header);
    return bytes;
  }

  long put(std::span<const std::byte> bytes, int flags = 0) {
    return outcome(send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | flags));
  }
  long put(__u32 type, std::span<const std::byte> message = {}) {
    return put(packet(type, message));
  }

  [[nodiscard]] Answer answer() const {
    std::vector<std::byte> room(8192);
    const auto length = static_cast<std::size_t>(
        checked(recv(socket_.get(), room.data(), room.size(), 0), "recv", "unixsock"));
    Answer got;
    std::memcpy(&got.header, room.data(), std::min(length, sizeof got.header));
    got.bytes.assign(room.begin() + sizeof got.header,
                     room.begin() + static_cast<std::ptrdiff_t>(length));
    return got;
  }
  [[nodiscard]] int error_answered() const {
    const Answer got = answer();
    EXPECT_EQ(got.header.type, KUIPC_UNIXSOCK_MESSAGE);
    EXPECT_TRUE(got.bytes.empty() || got.header.error == 0);
    return static_cast<int>(got.header.error);
  }

  [[nodiscard]] bool nothing_to_read() const {
    pollfd poll_for{socket_.get(), POLLIN, 0};
    return poll(&poll_for, 1, 50) == 0;
  }

  // Echoes nobody reads, until neither the kernel thread nor af_unix takes another one.
  void fill() {
    const auto echo = packet(KUIPC_UNIXSOCK_ECHO, Message(65536).bytes());
    for (int waited = 0; waited < 20;) {
      if (put(echo, MSG_DONTWAIT) > 0) continue;
      usleep(1000);
      ++waited;
    }
  }

  Descriptor node_ = open_node();
  Descriptor socket_ = connected(node_);
  Message message_{64};
};

TEST_F(UnixsockTest, EchoIsAnsweredByAMessageOfTheSameBytes) {
  put(KUIPC_UNIXSOCK_ECHO, message_.bytes());
  const Answer got = answer();
  EXPECT_EQ(got.header.type, KUIPC_UNIXSOCK_MESSAGE);
  message_.expect(got.bytes, "echo");
}

TEST_F(UnixsockTest, ThroughTheQueueItIsTheSame) {
  put(KUIPC_UNIXSOCK_ECHO_QUEUED, message_.bytes());
  message_.expect(answer().bytes, "queued echo");
}

TEST_F(UnixsockTest, PushIsAnsweredByNoBytesAndPulledAsOftenAsAsked) {
  for (const __u32 push : {KUIPC_UNIXSOCK_PUSH, KUIPC_UNIXSOCK_PUSH_QUEUED}) {
    put(push, message_.bytes());
    EXPECT_TRUE(answer().bytes.empty());
    for (int i = 0; i < 2; ++i) {
      put(KUIPC_UNIXSOCK_PULL);
      message_.expect(answer().bytes, "pull");
    }
  }
}

TEST_F(UnixsockTest, PullBeforeAnyPushGivesNoBytes) {
  put(KUIPC_UNIXSOCK_PULL);
  EXPECT_TRUE(answer().bytes.empty());
}

TEST_F(UnixsockTest, APullWithBytesIsRefused) {
  put(KUIPC_UNIXSOCK_PULL, message_.bytes());
  EXPECT_EQ(error_answered(), EINVAL);
}

TEST_F(UnixsockTest, AnUnknownTypeIsRefused) {
  for (const __u32 type : {0U, KUIPC_UNIXSOCK_MESSAGE, KUIPC_UNIXSOCK_PUSH_QUEUED + 1, ~0U}) {
    put(type, message_.bytes());
    EXPECT_EQ(error_answered(), EOPNOTSUPP) << type;
  }
}

TEST_F(UnixsockTest, AfterARefusalThereIsNoMessage) {
  put(KUIPC_UNIXSOCK_PUSH, message_.bytes());
  EXPECT_EQ(error_answered(), 0);
  put(~0U);
  EXPECT_EQ(error_answered(), EOPNOTSUPP);
  put(KUIPC_UNIXSOCK_PULL);
  EXPECT_TRUE(answer().bytes.empty());
}

TEST_F(UnixsockTest, APacketShorterThanItsHeaderIsDropped) {
  const std::array<std::byte, 7> few{};
  for (std::size_t length = 0; length <= few.size(); ++length)
    EXPECT_EQ(put(std::span(few).first(length)), static_cast<long>(length));
  EXPECT_TRUE(nothing_to_read());
  put(KUIPC_UNIXSOCK_ECHO, message_.bytes());
  message_.expect(answer().bytes, "after them");
}

TEST_F(UnixsockTest, RequestsThatWaitAreAnsweredInOrder) {
  for (std::size_t i = 0; i < 50; ++i) put(KUIPC_UNIXSOCK_ECHO, Message(64 + i, i).bytes());
  for (std::size_t i = 0; i < 50; ++i) Message(64 + i, i).expect(answer().bytes, "in order");
}

TEST_F(UnixsockTest, ALargerSendBufferDoesNotRaiseTheLargestMessage) {
  const int bytes = 8 << 20;
  ASSERT_EQ(setsockopt(socket_.get(), SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes), 0);
  ASSERT_GT(put(KUIPC_UNIXSOCK_ECHO, Message(KUIPC_MAX_MESSAGE + 1).bytes()), 0);
  EXPECT_EQ(error_answered(), EMSGSIZE);
}

TEST_F(UnixsockTest, ADescriptorIsNotTaken) {
  std::array<std::byte, 64> request{};
  iovec part{request.data(), request.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr packet{};
  packet.msg_iov = &part;
  packet.msg_iovlen = 1;
  packet.msg_control = control.data();
  packet.msg_controllen = control.size();
  cmsghdr* rights = CMSG_FIRSTHDR(&packet);
  *rights = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  const int own = socket_.get();
  std::memcpy(CMSG_DATA(rights), &own, sizeof own);
  EXPECT_EQ(outcome(sendmsg(socket_.get(), &packet, 0)), -EOPNOTSUPP);
}

TEST_F(UnixsockTest, AFileHasOneThread) {
  EXPECT_EQ(outcome(ioctl(node_.get(), KUIPC_UNIXSOCK_CONNECT)), -EBUSY);
}

TEST_F(UnixsockTest, WhatNeedsASocketIsRefusedBeforeThereIsOne) {
  const Descriptor other = open_node();
  EXPECT_EQ(outcome(ioctl(other.get(), KUIPC_UNIXSOCK_LISTEN)), -ENOTCONN);
  EXPECT_EQ(outcome(ioctl(other.get(), KUIPC_UNIXSOCK_THREAD)), -ENOTCONN);
}

TEST_F(UnixsockTest, OneThreadTooManyIsRefused) {
  std::vector<Descriptor> nodes;
  for (int i = 1; i < KUIPC_UNIXSOCK_THREADS; ++i) {
    nodes.push_back(open_node());
    Descriptor closed_at_once(ioctl(nodes.back().get(), KUIPC_UNIXSOCK_CONNECT));
    ASSERT_GE(closed_at_once.get(), 0) << i;
  }
  const Descriptor one_more = open_node();
  EXPECT_EQ(outcome(ioctl(one_more.get(), KUIPC_UNIXSOCK_CONNECT)), -ENOSPC);
  nodes.clear();
  EXPECT_GE(Descriptor(ioctl(one_more.get(), KUIPC_UNIXSOCK_CONNECT)).get(), 0);
}

std::string name_of_thread(long thread) {
  std::string name;
  std::ifstream("/proc/" + std::to_string(thread) + "/comm") >> name;
  return name;
}

TEST_F(UnixsockTest, TheThreadIsThereUntilTheFileIsClosed) {
  const long thread = outcome(ioctl(node_.get(), KUIPC_UNIXSOCK_THREAD));
  socket_ = Descriptor{};
  EXPECT_EQ(name_of_thread(thread), "kuipc_unixsock");
  node_ = Descriptor{};
  EXPECT_TRUE(eventually([&] { return name_of_thread(thread).empty(); }));
}

TEST_F(UnixsockTest, ClosingTheFileEndsTheSocket) {
  node_ = Descriptor{};
  std::byte byte{};
  EXPECT_EQ(outcome(recv(socket_.get(), &byte, 1, 0)), 0);
  EXPECT_EQ(put(KUIPC_UNIXSOCK_ECHO, message_.bytes()), -EPIPE);
}

TEST_F(UnixsockTest, ClosingTheFileWakesAReader) {
  Waiting reader([this] {
    std::byte byte{};
    return outcome(recv(socket_.get(), &byte, 1, 0));
  });
  node_ = Descriptor{};
  EXPECT_EQ(reader.result(), 0);
}

TEST_F(UnixsockTest, ASignalEndsAWaitingReceive) {
  Waiting reader([this] {
    std::byte byte{};
    return outcome(recv(socket_.get(), &byte, 1, 0));
  });
  reader.interrupt();
  EXPECT_EQ(reader.result(), -EINTR);
}

TEST_F(UnixsockTest, AReaderWhoNeverReadsHoldsNobodyUp) {
  fill();
  Waiting closer(
      [this] {
        node_ = Descriptor{};
        return 0L;
      },
      Waiting::running);
  EXPECT_EQ(closer.result(), 0);
}

TEST_F(UnixsockTest, AFullSocketGoesOnWhenItIsRead) {
  fill();
  std::vector<std::byte> room(70000);
  int answers = 0;
  while (recv(socket_.get(), room.data(), room.size(), 0) > 0 && nothing_to_read() == false)
    ++answers;
  EXPECT_GT(answers, 8);
  put(KUIPC_UNIXSOCK_ECHO, message_.bytes());
  message_.expect(answer().bytes, "when it was empty");
}

TEST_F(UnixsockTest, AnOpenSocketPinsTheModuleByItself) {
  node_ = Descriptor{};
  EXPECT_EQ(unload("unixsock"), EWOULDBLOCK);
  socket_ = Descriptor{};
  EXPECT_EQ(unload_when_unused("unixsock"), 0);
}

TEST_F(UnixsockTest, EventsBeyondTheQueueAreDroppedAndCounted) {
  const ControlNode control("unixsock");
  ASSERT_EQ(ioctl(node_.get(), KUIPC_UNIXSOCK_LISTEN), 0);
  const kuipc_fire order{KUIPC_FIRE_KTHREAD, 32768, 100, 100000};
  ASSERT_EQ(ioctl(control.descriptor(), KUIPC_IOC_FIRE, &order), 0);
  kuipc_fire_status status{};
  ASSERT_TRUE(eventually([&] {
    return ioctl(control.descriptor(), KUIPC_IOC_FIRE_STATUS, &status) == 0 && !status.running;
  }));
  EXPECT_GT(status.dropped, 0U);
  EXPECT_EQ(status.error, static_cast<__u32>(ENOBUFS));
  __u64 heard = 0;
  std::vector<std::byte> room(65536);
  while (recv(socket_.get(), room.data(), room.size(), MSG_DONTWAIT) > 0) ++heard;
  EXPECT_EQ(heard, status.sent - status.dropped);
}

}  // namespace
}  // namespace kuipc::conformance
