// SPDX-License-Identifier: Apache-2.0
// netlink's particulars: requests and answers as they go over the socket, and what becomes of
// ports.
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cstring>

#include "bench/transports/netlink.h"
#include "common/netlink.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

struct Answer {
  __u16 type = 0;
  __u32 sequence = 0;
  std::vector<std::byte> bytes{};
};

class NetlinkTest : public ::testing::Test {
 protected:
  void TearDown() override {
    socket_ = Descriptor{};
    if (reloaded_) unload("netlink");
    load_if_missing("netlink");
  }

  // For the tests of a module parameter; what they leave loaded goes at the end.
  void reload(const std::string& parameters) {
    socket_ = Descriptor{};
    ASSERT_EQ(unload("netlink"), 0);
    reloaded_ = true;
    ASSERT_EQ(load("netlink", parameters), 0);
  }

  // An answer that is missing must not hold up all other tests.
  static Descriptor open_socket(int protocol = KUIPC_NETLINK_PROTOCOL) {
    Descriptor opened(
        checked(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), "socket", "netlink"));
    const timeval patience{.tv_sec = 2, .tv_usec = 0};
    setsockopt(opened.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return opened;
  }

  // A request as bytes, so that it can also be wrong.
  static std::vector<std::byte> request(__u16 type, std::span<const std::byte> message,
                                        __u16 flags = NLM_F_REQUEST, __u32 sequence = 7) {
    const nlmsghdr header{static_cast<__u32>(NLMSG_HDRLEN + message.size()), type, flags, sequence,
                          0};
    std::vector<std::byte> bytes(NLMSG_ALIGN(header.nlmsg_len));
    std::memcpy(bytes.data(), &header, sizeof header);
    std::copy(message.begin(), message.end(), bytes.begin() + NLMSG_HDRLEN);
    return bytes;
  }

  static long put(const Descriptor& socket, std::span<const std::byte> datagram) {
    return outcome(send(socket.get(), datagram.data(), datagram.size(), 0));
  }

  static Answer answer(const Descriptor& socket) {
    std::vector<std::byte> datagram(8192);
    const auto length =
        checked(recv(socket.get(), datagram.data(), datagram.size(), 0), "recv", "netlink");
    nlmsghdr header{};
    std::memcpy(&header, datagram.data(), sizeof header);
    EXPECT_LE(header.nlmsg_len, static_cast<__u32>(length));
    return {header.nlmsg_type,
            header.nlmsg_seq,
            {datagram.begin() + NLMSG_HDRLEN, datagram.begin() + header.nlmsg_len}};
  }

  // The errno of an NLMSG_ERROR; -1 for any other answer.
  static int error_in(const Answer& answer) {
    if (answer.type != NLMSG_ERROR) return -1;
    nlmsgerr error{};
    std::memcpy(&error, answer.bytes.data(), std::min(answer.bytes.size(), sizeof error));
    return -error.error;
  }

  [[nodiscard]] bool nothing_to_read() const {
    pollfd poll_for{socket_.get(), POLLIN, 0};
    return poll(&poll_for, 1, 0) == 0;
  }

  Descriptor socket_ = open_socket();
  Message message_{64};
  bool reloaded_ = false;
};

TEST_F(NetlinkTest, EchoIsAnsweredByMessageWithTheSameBytes) {
  put(socket_, request(KUIPC_NETLINK_ECHO, message_.bytes()));
  const Answer got = answer(socket_);
  EXPECT_EQ(got.type, KUIPC_NETLINK_MESSAGE);
  message_.expect(got.bytes, "echo");
}

TEST_F(NetlinkTest, AnAnswerHasTheSequenceNumberOfItsRequest) {
  put(socket_, request(KUIPC_NETLINK_ECHO, message_.bytes(), NLM_F_REQUEST, 4711));
  EXPECT_EQ(answer(socket_).sequence, 4711U);
}

TEST_F(NetlinkTest, PushIsNotAnswered) {
  put(socket_, request(KUIPC_NETLINK_PUSH, message_.bytes()));
  EXPECT_TRUE(nothing_to_read());
}

TEST_F(NetlinkTest, PullGivesTheLastPushAndLeavesIt) {
  put(socket_, request(KUIPC_NETLINK_PUSH, message_.bytes()));
  for (int i = 0; i < 3; ++i) {
    put(socket_, request(KUIPC_NETLINK_PULL, {}));
    message_.expect(answer(socket_).bytes, "pull");
  }
}

TEST_F(NetlinkTest, PullBeforeAnyPushGivesNoBytes) {
  put(socket_, request(KUIPC_NETLINK_PULL, {}));
  EXPECT_TRUE(answer(socket_).bytes.empty());
}

TEST_F(NetlinkTest, APullWithBytesIsRefused) {
  put(socket_, request(KUIPC_NETLINK_PULL, message_.bytes()));
  EXPECT_EQ(error_in(answer(socket_)), EINVAL);
}

TEST_F(NetlinkTest, AnUnknownTypeIsRefused) {
  put(socket_, request(1000, {}));
  EXPECT_EQ(error_in(answer(socket_)), EOPNOTSUPP);
}

TEST_F(NetlinkTest, AnAcknowledgementIsGivenWhenAskedFor) {
  put(socket_, request(KUIPC_NETLINK_PUSH, message_.bytes(), NLM_F_REQUEST | NLM_F_ACK));
  EXPECT_EQ(error_in(answer(socket_)), 0);
}

TEST_F(NetlinkTest, RequestsThatShareADatagramAreTakenInOrder) {
  auto datagram = request(KUIPC_NETLINK_ECHO, Message(41, 1).bytes(), NLM_F_REQUEST, 1);
  const auto second = request(KUIPC_NETLINK_ECHO, Message(50, 2).bytes(), NLM_F_REQUEST, 2);
  datagram.insert(datagram.end(), second.begin(), second.end());
  put(socket_, datagram);
  const Answer first_answer = answer(socket_);
  const Answer second_answer = answer(socket_);
  EXPECT_EQ(first_answer.sequence, 1U);
  Message(41, 1).expect(first_answer.bytes, "first");
  EXPECT_EQ(second_answer.sequence, 2U);
  Message(50, 2).expect(second_answer.bytes, "second");
}

TEST_F(NetlinkTest, ARequestShorterThanItsHeaderSaysIsDropped) {
  auto datagram = request(KUIPC_NETLINK_ECHO, message_.bytes());
  datagram.resize(datagram.size() - 8);
  put(socket_, datagram);
  EXPECT_TRUE(nothing_to_read());
}

TEST_F(NetlinkTest, ADatagramOfAFewBytesIsDropped) {
  const std::array<std::byte, 3> few{};
  put(socket_, few);
  EXPECT_TRUE(nothing_to_read());
}

TEST_F(NetlinkTest, AnEmptySocketGivesEagainToWhoDoesNotWait) {
  std::byte byte{};
  EXPECT_EQ(outcome(recv(socket_.get(), &byte, 1, MSG_DONTWAIT)), -EAGAIN);
}

TEST_F(NetlinkTest, ASignalEndsAWaitingReceive) {
  Waiting reader([this] {
    std::byte byte{};
    return outcome(recv(socket_.get(), &byte, 1, 0));
  });
  reader.interrupt();
  EXPECT_EQ(reader.result(), -EINTR);
}

TEST_F(NetlinkTest, AReceiverWaitsForAnAnswer) {
  Waiting reader([this] {
    std::array<std::byte, 128> room{};
    return outcome(recv(socket_.get(), room.data(), room.size(), 0));
  });
  put(socket_, request(KUIPC_NETLINK_ECHO, message_.bytes()));
  EXPECT_EQ(reader.result(), static_cast<long>(NLMSG_LENGTH(64)));
}

TEST_F(NetlinkTest, AnOverrunIsToldOnceAndCountedAsDropped) {
  const ControlNode control("netlink");
  const int small = 4096;
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  const kuipc_stats before = control.stats();
  for (int i = 0; i < 100; ++i) put(socket_, request(KUIPC_NETLINK_ECHO, Message(1000).bytes()));
  EXPECT_GT(control.stats().dropped, before.dropped);
  std::byte byte{};
  EXPECT_EQ(outcome(recv(socket_.get(), &byte, 1, 0)), -ENOBUFS);
  EXPECT_EQ(outcome(recv(socket_.get(), &byte, 1, 0)), 1);
}

// What was sent can be read, and the rest was dropped.
TEST_F(NetlinkTest, EveryAnswerIsEitherReadOrCountedAsDropped) {
  const ControlNode control("netlink");
  const int small = 4096;
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  const kuipc_stats before = control.stats();
  for (int i = 0; i < 100; ++i) put(socket_, request(KUIPC_NETLINK_ECHO, Message(1000).bytes()));
  const kuipc_stats after = control.stats();
  __u64 read = 0;
  std::array<std::byte, 2048> room{};
  for (long got = 0; got != -EAGAIN;) {
    got = outcome(recv(socket_.get(), room.data(), room.size(), MSG_DONTWAIT));
    if (got > 0) ++read;
  }
  EXPECT_EQ(after.sent - before.sent, read);
  EXPECT_EQ(read + (after.dropped - before.dropped), 100U);
}

// A port number that is free again belongs to whoever takes it, the message does not.
TEST_F(NetlinkTest, AReusedPortShowsNothingOfItsPredecessor) {
  sockaddr_nl address{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 12345, .nl_groups = 0};
  const auto bind_it = [&](const Descriptor& socket) {
    return outcome(bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address));
  };
  for (int i = 0; i < 50; ++i) {
    const Descriptor socket = open_socket();
    ASSERT_EQ(bind_it(socket), 0);
    put(socket, request(KUIPC_NETLINK_PULL, {}));
    ASSERT_TRUE(answer(socket).bytes.empty());
    put(socket, request(KUIPC_NETLINK_PUSH, message_.bytes()));
  }
}

TEST_F(NetlinkTest, APortOfAnotherNamespaceIsAnotherPort) {
  sockaddr_nl address{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 12346, .nl_groups = 0};
  ASSERT_EQ(outcome(bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address)), 0);
  put(socket_, request(KUIPC_NETLINK_PUSH, message_.bytes()));
  EXPECT_EQ(in_child([&] {
              checked(unshare(CLONE_NEWNET), "unshare", "network namespace");
              const Descriptor other = open_socket();
              checked(bind(other.get(), reinterpret_cast<sockaddr*>(&address), sizeof address),
                      "bind", "");
              put(other, request(KUIPC_NETLINK_PULL, {}));
              return answer(other).bytes.empty() ? 0 : 1;
            }),
            0);
}

TEST_F(NetlinkTest, TheSenderNamedInTheHeaderIsNotBelieved) {
  sockaddr_nl address{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 12347, .nl_groups = 0};
  ASSERT_EQ(outcome(bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address)), 0);
  put(socket_, request(KUIPC_NETLINK_PUSH, message_.bytes()));
  const Descriptor liar = open_socket();
  auto pull = request(KUIPC_NETLINK_PULL, {});
  std::memcpy(pull.data() + offsetof(nlmsghdr, nlmsg_pid), &address.nl_pid, sizeof address.nl_pid);
  put(liar, pull);
  EXPECT_TRUE(answer(liar).bytes.empty());
}

TEST_F(NetlinkTest, AnOpenSocketPinsTheModule) {
  EXPECT_EQ(unload("netlink"), EWOULDBLOCK);
}

TEST_F(NetlinkTest, TheProtocolNumberIsAParameter) {
  reload("protocol=29");
  const Descriptor other = open_socket(29);
  put(other, request(KUIPC_NETLINK_ECHO, message_.bytes()));
  message_.expect(answer(other).bytes, "protocol 29");
}

TEST_F(NetlinkTest, TheTransportFollowsTheProtocolNumber) {
  reload("protocol=29");
  Netlink transport;
  std::vector<std::byte> room(64);
  EXPECT_EQ(echo(transport, message_.bytes(), room), 64U);
}

TEST_F(NetlinkTest, AProtocolNumberOfAnotherFamilyIsRefused) {
  socket_ = Descriptor{};
  ASSERT_EQ(unload("netlink"), 0);
  EXPECT_EQ(load("netlink", "protocol=0"), EINVAL);
  EXPECT_EQ(load("netlink", "protocol=32"), EINVAL);
}

}  // namespace
}  // namespace kuipc::conformance
