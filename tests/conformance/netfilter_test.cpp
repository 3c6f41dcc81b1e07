// SPDX-License-Identifier: Apache-2.0
// netfilter: what a program written for the second article relies on, who is registered when, and
// what a hostile one may send.
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <optional>

#include "common/netfilter.h"
#include "tests/conformance/loopback.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

constexpr const char* stem_name = "netfilter";
constexpr const char* log_path = "/dev/" KUIPC_NETFILTER_LOG_NODE;

Descriptor open_netlink(__u32 port = 0) {
  Descriptor socket_of(
      checked(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, KUIPC_NETFILTER_PROTOCOL), "socket",
              "netfilter"));
  const sockaddr_nl own{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = port, .nl_groups = 0};
  checked(bind(socket_of.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own), "bind", "");
  return socket_of;
}

long put(const Descriptor& to, const void* datagram, std::size_t length) {
  const sockaddr_nl kernel{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = 0};
  return outcome(sendto(to.get(), datagram, length, 0, reinterpret_cast<const sockaddr*>(&kernel),
                        sizeof kernel));
}

nlmsghdr bare(__u16 type, __u32 claimed_port = 0) {
  return {.nlmsg_len = NLMSG_LENGTH(0),
          .nlmsg_type = type,
          .nlmsg_flags = 0,
          .nlmsg_seq = 0,
          .nlmsg_pid = claimed_port};
}

// The errno of the acknowledgement that waits; -1 for anything else, or nothing.
int acknowledged(const Descriptor& from) {
  struct {
    nlmsghdr header;
    nlmsgerr report;
  } answer{};
  const auto length = recv(from.get(), &answer, sizeof answer, MSG_DONTWAIT);
  return length >= static_cast<ssize_t>(sizeof answer) && answer.header.nlmsg_type == NLMSG_ERROR
             ? -answer.report.error
             : -1;
}

int request(const Descriptor& from, __u16 type, __u32 claimed_port = 0) {
  const nlmsghdr header = bare(type, claimed_port);
  put(from, &header, sizeof header);
  return acknowledged(from);
}

std::optional<kuipc_netfilter_event> next_event(const Descriptor& from) {
  struct {
    nlmsghdr header;
    kuipc_netfilter_event event;
  } message{};
  const auto length = recv(from.get(), &message, sizeof message, MSG_DONTWAIT);
  if (length != sizeof message || message.header.nlmsg_type != KUIPC_NETFILTER_EVENT) return {};
  return message.event;
}

int count_events(const Descriptor& from) {
  int events = 0;
  while (next_event(from)) ++events;
  return events;
}

// One echo request to loopback. By the time this returns, request and reply have both come in.
void ping() {
  const Descriptor raw = open_icmp();
  icmphdr echo{};
  echo.type = ICMP_ECHO;
  echo.checksum = htons(static_cast<__u16>(~(ICMP_ECHO << 8)));
  send_icmp(raw, echo);
  for (int heard = 0; heard < 2; ++heard) {
    pollfd reply{raw.get(), POLLIN, 0};
    std::array<std::byte, 128> packet{};
    if (poll(&reply, 1, 1000) > 0) recv(raw.get(), packet.data(), packet.size(), 0);
  }
}

class NetfilterTest : public ::testing::Test {
 protected:
  void TearDown() override {
    socket_ = Descriptor{};
    load_if_missing(stem_name);
  }
  static kuipc_stats stats() { return ControlNode(stem_name).stats(); }

  Descriptor socket_ = open_netlink();
};

std::string in_dots(__u32 address) {
  std::array<char, INET_ADDRSTRLEN> text{};
  return inet_ntop(AF_INET, &address, text.data(), text.size());
}

// As such a program is written: bind to the process id, a bare header, then it prints 24 bytes of
// whatever comes, as the addresses of a packet and without a look at the type. What comes first is
// the acknowledgement of the request: its error and the length of the request, 0 and 16.
TEST_F(NetfilterTest, AProgramOfTheArticleRunsUnmodified) {
  struct {
    nlmsghdr hdr;
    struct {
      __u32 src;
      __u32 dest;
    } icmp_info;
  } info{};
  const auto self = static_cast<__u32>(getpid());
  socket_ = Descriptor{};
  const Descriptor program = open_netlink(self);
  nlmsghdr message = bare(0, self);
  ASSERT_EQ(put(program, &message, message.nlmsg_len), static_cast<long>(sizeof message));
  ping();
  std::vector<std::string> printed;
  while (printed.size() < 3) {
    sockaddr_nl kernel{};
    socklen_t length = sizeof kernel;
    ASSERT_EQ(recvfrom(program.get(), &info, sizeof info, 0, reinterpret_cast<sockaddr*>(&kernel),
                       &length),
              static_cast<ssize_t>(sizeof info));
    EXPECT_EQ(kernel.nl_pid, 0U);
    printed.push_back(in_dots(info.icmp_info.src) + " to " + in_dots(info.icmp_info.dest));
  }
  const std::string packet = "127.0.0.1 to 127.0.0.1";
  EXPECT_EQ(printed, (std::vector<std::string>{"0.0.0.0 to 16.0.0.0", packet, packet}));
  message = bare(2, self);
  ASSERT_EQ(put(program, &message, message.nlmsg_len), static_cast<long>(sizeof message));
  EXPECT_EQ(acknowledged(program), 0);
}

TEST_F(NetfilterTest, APingOverLoopbackIsTwoPackets) {
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  ping();
  EXPECT_EQ(count_events(socket_), 2);
}

TEST_F(NetfilterTest, AfterLeavingNothingIsSent) {
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_LEAVE), 0);
  const kuipc_stats before = stats();
  ping();
  EXPECT_EQ(count_events(socket_), 0);
  EXPECT_EQ(stats().sent, before.sent);
  EXPECT_EQ(stats().dropped, before.dropped);
}

TEST_F(NetfilterTest, OtherPacketsSendNothing) {
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  ASSERT_EQ(udp_to_itself(), 1);
  EXPECT_EQ(count_events(socket_), 0);
}

TEST_F(NetfilterTest, LeavingWithoutHavingRegisteredIsAcknowledged) {
  EXPECT_EQ(request(socket_, KUIPC_NETFILTER_LEAVE), 0);
}

TEST_F(NetfilterTest, AnotherTypeIsRefused) {
  EXPECT_EQ(request(socket_, KUIPC_NETFILTER_EVENT), EOPNOTSUPP);
  EXPECT_EQ(request(socket_, 16), EOPNOTSUPP);
}

TEST_F(NetfilterTest, RequestsThatShareADatagramAreEachAcknowledged) {
  const std::array<nlmsghdr, 3> both{bare(KUIPC_NETFILTER_REGISTER), bare(KUIPC_NETFILTER_LEAVE),
                                     bare(77)};
  put(socket_, both.data(), sizeof both);
  EXPECT_EQ(acknowledged(socket_), 0);
  EXPECT_EQ(acknowledged(socket_), 0);
  EXPECT_EQ(acknowledged(socket_), EOPNOTSUPP);
}

TEST_F(NetfilterTest, ALengthThatIsNotThereIsDroppedWithoutAnAnswer) {
  for (const __u32 length : {0U, 15U, 17U, 0x7fffffffU, 0xffffffffU}) {
    nlmsghdr header = bare(KUIPC_NETFILTER_REGISTER);
    header.nlmsg_len = length;
    put(socket_, &header, sizeof header);
    EXPECT_EQ(acknowledged(socket_), -1) << length;
  }
}

TEST_F(NetfilterTest, AFewBytesAreDropped) {
  put(socket_, "abc", 3);
  EXPECT_EQ(acknowledged(socket_), -1);
}

TEST_F(NetfilterTest, ThePortInTheHeaderIsNotBelieved) {
  const Descriptor victim = open_netlink(12345);
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER, 12345), 0);
  ping();
  EXPECT_EQ(count_events(victim), 0);
  EXPECT_EQ(count_events(socket_), 2);
}

TEST_F(NetfilterTest, TheLastToRegisterIsHeard) {
  const Descriptor next = open_netlink();
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  ASSERT_EQ(request(next, KUIPC_NETFILTER_REGISTER), 0);
  ping();
  EXPECT_EQ(count_events(socket_), 0);
  EXPECT_EQ(count_events(next), 2);
}

TEST_F(NetfilterTest, ThePredecessorsLeaveOrCloseChangesNothing) {
  const Descriptor next = open_netlink();
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  ASSERT_EQ(request(next, KUIPC_NETFILTER_REGISTER), 0);
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_LEAVE), 0);
  socket_ = Descriptor{};
  ping();
  EXPECT_EQ(count_events(next), 2);
}

TEST_F(NetfilterTest, AProcessThatDiesWithoutLeavingIsForgotten) {
  ASSERT_EQ(in_child([] {
              static const Descriptor kept = open_netlink();
              return request(kept, KUIPC_NETFILTER_REGISTER);
            }),
            0);
  EXPECT_TRUE(eventually([] { return stats().openers == 0; }));
  const kuipc_stats before = stats();
  ping();
  EXPECT_EQ(stats().dropped, before.dropped);
}

TEST_F(NetfilterTest, TheNextOwnerOfAPortNumberStaysRegistered) {
  for (int i = 0; i < 20; ++i) {
    const Descriptor program = open_netlink(12346);
    ASSERT_EQ(request(program, KUIPC_NETFILTER_REGISTER), 0);
    ping();
    ASSERT_EQ(count_events(program), 2) << i;
  }
  EXPECT_TRUE(eventually([] { return stats().openers == 0; }));
}

TEST_F(NetfilterTest, ManyOpenersRegisterInTurn) {
  std::vector<Descriptor> programs;
  for (int i = 0; i < 64; ++i) {
    programs.push_back(open_netlink());
    ASSERT_EQ(request(programs.back(), KUIPC_NETFILTER_REGISTER), 0);
  }
  EXPECT_EQ(stats().openers, 1U);
  ping();
  EXPECT_EQ(count_events(programs.back()), 2);
  programs.clear();
  EXPECT_TRUE(eventually([] { return stats().openers == 0; }));
}

int bring_loopback_up() {
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP;
  const Descriptor any(checked(socket(AF_INET, SOCK_DGRAM, 0), "socket", "AF_INET"));
  return ioctl(any.get(), SIOCSIFFLAGS, &request);
}

TEST_F(NetfilterTest, PacketsOfAnotherNamespaceAreNotHeard) {
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  EXPECT_EQ(in_child([] {
              checked(unshare(CLONE_NEWNET), "unshare", "network namespace");
              checked(bring_loopback_up(), "ioctl", "lo");
              ping();
              return 0;
            }),
            0);
  EXPECT_EQ(count_events(socket_), 0);
}

TEST_F(NetfilterTest, EachNamespaceHasItsOwnRegistration) {
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  EXPECT_EQ(in_child([] {
              checked(unshare(CLONE_NEWNET), "unshare", "network namespace");
              checked(bring_loopback_up(), "ioctl", "lo");
              const Descriptor program = open_netlink();
              if (request(program, KUIPC_NETFILTER_REGISTER) != 0) return 100;
              ping();
              return count_events(program);
            }),
            2);
  ping();
  EXPECT_EQ(count_events(socket_), 2);
}

// What the socket has no room for is counted, and told to its reader once.
TEST_F(NetfilterTest, EachPacketIsReadOrCountedAsDropped) {
  const int small = 4096;
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  const kuipc_stats before = stats();
  for (int i = 0; i < 50; ++i) ping();
  const kuipc_stats after = stats();
  std::byte byte{};
  EXPECT_EQ(outcome(recv(socket_.get(), &byte, 1, MSG_PEEK)), -ENOBUFS);
  EXPECT_GT(after.dropped, before.dropped);
  EXPECT_EQ(after.sent - before.sent, static_cast<__u64>(count_events(socket_)));
  EXPECT_EQ(after.sent - before.sent + after.dropped - before.dropped, 100U);
}

TEST_F(NetfilterTest, WithoutTheCapabilityARequestIsRefused) {
  EXPECT_EQ(in_child([&] {
              drop_net_admin();
              return request(socket_, KUIPC_NETFILTER_REGISTER);
            }),
            EPERM);
}

TEST_F(NetfilterTest, AnOrdinaryUserInNamespacesOfItsOwnIsRefused) {
  EXPECT_EQ(in_child([] {
              become_user(1000);
              checked(unshare(CLONE_NEWUSER | CLONE_NEWNET), "unshare", "namespaces");
              return request(open_netlink(), KUIPC_NETFILTER_REGISTER);
            }),
            EPERM);
}

TEST_F(NetfilterTest, ARefusedRequestLeavesTheRegistration) {
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  in_child([] {
    become_user(1000);
    const Descriptor other = open_netlink();
    request(other, KUIPC_NETFILTER_REGISTER);
    return request(other, KUIPC_NETFILTER_LEAVE);
  });
  ping();
  EXPECT_EQ(count_events(socket_), 2);
}

TEST_F(NetfilterTest, TheBenchmarksNetlinkWorksBesideIt) {
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  Netlink transport;
  const Message message(64);
  std::vector<std::byte> room(64);
  EXPECT_EQ(echo(transport, message.bytes(), room), 64U);
  ping();
  EXPECT_EQ(count_events(socket_), 2);
}

TEST_F(NetfilterTest, FireHasNothingToCall) {
  const ControlNode control(stem_name);
  const kuipc_fire order{KUIPC_FIRE_SOFTIRQ, 8, 1, 1000000};
  EXPECT_EQ(outcome(ioctl(control.descriptor(), KUIPC_IOC_FIRE, &order)), -EOPNOTSUPP);
}

TEST_F(NetfilterTest, InfoNamesSoftirqAndTwoAddresses) {
  const kuipc_info info = ControlNode(stem_name).info();
  EXPECT_STREQ(info.name, "kuipc_netfilter");
  EXPECT_EQ(info.abi_version, __u32{KUIPC_ABI_VERSION});
  EXPECT_EQ(info.starts, KUIPC_STARTS_SOFTIRQ);
  EXPECT_EQ(info.largest_event, 8U);
}

TEST_F(NetfilterTest, TheLogHasARecordForEachPacketInOrder) {
  const Descriptor log = open_file(log_path, O_RDONLY);
  ping();
  std::array<kuipc_fire_record, 4> records{};
  ASSERT_EQ(outcome(read(log.get(), records.data(), sizeof records)),
            static_cast<long>(2 * sizeof(kuipc_fire_record)));
  EXPECT_EQ(records[0].sequence, 0U);
  EXPECT_EQ(records[1].sequence, 1U);
  EXPECT_LE(records[0].sent, records[0].emitted);
  EXPECT_LT(records[0].emitted, records[1].sent);
  EXPECT_EQ(outcome(read(log.get(), records.data(), sizeof records)), 0);
}

TEST_F(NetfilterTest, TheLogTellsARefusedMessage) {
  const int small = 2048;
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  ASSERT_EQ(request(socket_, KUIPC_NETFILTER_REGISTER), 0);
  const Descriptor log = open_file(log_path, O_RDONLY);
  for (int i = 0; i < 20; ++i) ping();
  std::vector<kuipc_fire_record> records(40);
  ASSERT_EQ(outcome(read(log.get(), records.data(), records.size() * sizeof records[0])),
            static_cast<long>(records.size() * sizeof records[0]));
  EXPECT_EQ(records.front().error, 0U);
  EXPECT_NE(records.back().error, 0U);
}

TEST_F(NetfilterTest, ANamespaceHasOneLog) {
  Descriptor log = open_file(log_path, O_RDONLY);
  EXPECT_EQ(error_of([] { open_file(log_path, O_RDONLY); }), EBUSY);
  EXPECT_EQ(in_child([] {
              checked(unshare(CLONE_NEWNET), "unshare", "network namespace");
              return error_of([] { open_file(log_path, O_RDONLY); });
            }),
            0);
  log = Descriptor{};
  EXPECT_EQ(error_of([] { open_file(log_path, O_RDONLY); }), 0);
}

TEST_F(NetfilterTest, BadReadsOfTheLogAreRefused) {
  const Descriptor log = open_file(log_path, O_RDONLY);
  ping();
  std::array<std::byte, sizeof(kuipc_fire_record)> room{};
  const Fenced memory(4096);
  EXPECT_EQ(outcome(read(log.get(), room.data(), room.size() - 1)), -EINVAL);
  EXPECT_EQ(outcome(read(log.get(), memory.unmapped().data(), 4096)), -EFAULT);
  EXPECT_EQ(outcome(pread(log.get(), room.data(), room.size(), 0x7fffffffffff)), 0);
  EXPECT_EQ(outcome(pread(log.get(), room.data(), room.size(), -1)), -EINVAL);
}

TEST_F(NetfilterTest, TheLogAsksForTheCapabilityAtOpenAndAtRead) {
  const Descriptor log = open_file(log_path, O_RDONLY);
  EXPECT_EQ(in_child([&] {
              drop_net_admin();
              kuipc_fire_record record{};
              if (outcome(read(log.get(), &record, sizeof record)) != -EPERM) return 100;
              return error_of([] { open_file(log_path, O_RDONLY); });
            }),
            EPERM);
}

TEST_F(NetfilterTest, AnOpenSocketPinsTheModule) {
  EXPECT_EQ(unload(stem_name), EWOULDBLOCK);
}

TEST_F(NetfilterTest, AnOpenLogPinsTheModule) {
  socket_ = Descriptor{};
  const Descriptor log = open_file(log_path, O_RDONLY);
  EXPECT_EQ(unload(stem_name), EWOULDBLOCK);
}

TEST_F(NetfilterTest, ItIsLoadedAndUnloadedUnderTraffic) {
  socket_ = Descriptor{};
  std::atomic<bool> stop = false;
  Waiting pinger(
      [&] {
        while (!stop) ping();
        return 0L;
      },
      Waiting::running);
  for (int round = 0; round < 10; ++round) {
    EXPECT_EQ(unload(stem_name), 0);
    EXPECT_EQ(load(stem_name), 0);
  }
  stop = true;
  EXPECT_EQ(pinger.result(), 0);
}

// The first namespace that the module takes in makes the protocol known to all.
TEST_F(NetfilterTest, SocketsOfANamespaceThatItHasNotSeenYetMayBeClosed) {
  socket_ = Descriptor{};
  const pid_t other = checked(fork(), "fork", "test child");
  if (other == 0) {
    unshare(CLONE_NEWNET);
    for (;;) error_of([] { open_netlink(); });
  }
  for (int round = 0; round < 20; ++round) {
    EXPECT_EQ(unload_when_unused(stem_name), 0);
    EXPECT_EQ(load(stem_name), 0);
  }
  checked(kill(other, SIGKILL), "kill", "test child");
  checked(waitpid(other, nullptr, 0), "waitpid", "test child");
}

TEST_F(NetfilterTest, NothingIsLeftBehind) {
  socket_ = Descriptor{};
  ASSERT_EQ(unload(stem_name), 0);
  EXPECT_EQ(traces_of(stem_name), std::vector<std::string>{});
}

}  // namespace
}  // namespace kuipc::conformance
