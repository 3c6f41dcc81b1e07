// SPDX-License-Identifier: Apache-2.0
// sockopt's particulars: messages belong to sockets, in a bounded table that no closed socket stays
// in, and the module may go under an open one.
#include <netinet/in.h>
#include <sys/socket.h>

#include "common/sockopt.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

Descriptor open_socket(int domain = AF_INET, int type = SOCK_DGRAM) {
  return Descriptor(checked(socket(domain, type | SOCK_CLOEXEC, 0), "socket", "test"));
}

class SockoptTest : public ::testing::Test {
 protected:
  void TearDown() override { load_if_missing("sockopt"); }

  static long set(const Descriptor& socket, std::span<const std::byte> value) {
    return outcome(setsockopt(socket.get(), IPPROTO_IP, KUIPC_SOCKOPT_MESSAGE, value.data(),
                              static_cast<socklen_t>(value.size())));
  }
  // The length that the kernel stored, or -errno.
  static long get(const Descriptor& socket, std::span<std::byte> room,
                  int option = KUIPC_SOCKOPT_MESSAGE) {
    auto length = static_cast<socklen_t>(room.size());
    const int result = getsockopt(socket.get(), IPPROTO_IP, option, room.data(), &length);
    return result < 0 ? -errno : static_cast<long>(length);
  }
  static __u64 openers() { return ControlNode("sockopt").stats().openers; }

  Descriptor socket_ = open_socket();
  Message message_{64};
  std::vector<std::byte> room_ = std::vector<std::byte>(128);
};

TEST_F(SockoptTest, ASocketThatWasLeftNothingGivesNoBytes) {
  EXPECT_EQ(get(socket_, room_), 0);
}

TEST_F(SockoptTest, TheMessageCanBeGotAgainAndAgain) {
  set(socket_, message_.bytes());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(socket_, room_), 64);
}

TEST_F(SockoptTest, AnotherSetReplacesTheMessage) {
  set(socket_, Message(96).bytes());
  set(socket_, message_.bytes());
  EXPECT_EQ(get(socket_, room_), 64);
}

TEST_F(SockoptTest, ARoomTooSmallLeavesTheMessage) {
  set(socket_, message_.bytes());
  EXPECT_EQ(get(socket_, std::span(room_).first(63)), -EMSGSIZE);
  EXPECT_EQ(get(socket_, room_), 64);
}

TEST_F(SockoptTest, AMessageTooLargeLeavesTheOneBefore) {
  set(socket_, message_.bytes());
  EXPECT_EQ(set(socket_, Message(KUIPC_MAX_MESSAGE + 1).bytes()), -EMSGSIZE);
  EXPECT_EQ(get(socket_, room_), 64);
}

TEST_F(SockoptTest, AFaultingSetLeavesNoBytes) {
  set(socket_, message_.bytes());
  const Fenced memory(4096);
  EXPECT_EQ(set(socket_, memory.unmapped()), -EFAULT);
  EXPECT_EQ(get(socket_, room_), 0);
}

TEST_F(SockoptTest, AFaultingGetLeavesTheMessage) {
  set(socket_, message_.bytes());
  const Fenced memory(4096);
  EXPECT_EQ(get(socket_, memory.unmapped()), -EFAULT);
  EXPECT_EQ(get(socket_, room_), 64);
}

TEST_F(SockoptTest, ANegativeLengthIsRefused) {
  socklen_t length = static_cast<socklen_t>(-1);
  EXPECT_EQ(
      outcome(getsockopt(socket_.get(), IPPROTO_IP, KUIPC_SOCKOPT_MESSAGE, room_.data(), &length)),
      -EINVAL);
}

TEST_F(SockoptTest, ExchangeOfUnmappedMemoryIsAFault) {
  const Fenced memory(4096);
  EXPECT_EQ(get(socket_, memory.unmapped(), KUIPC_SOCKOPT_EXCHANGE), -EFAULT);
}

TEST_F(SockoptTest, ExchangeLeavesTheSocketsMessageAlone) {
  set(socket_, message_.bytes());
  std::vector<std::byte> other(100);
  EXPECT_EQ(get(socket_, other, KUIPC_SOCKOPT_EXCHANGE), 100);
  EXPECT_EQ(get(socket_, room_), 64);
  message_.expect(std::span(room_).first(64), "after an exchange");
}

TEST_F(SockoptTest, ExchangeMakesNoOpener) {
  ASSERT_TRUE(eventually([] { return openers() == 0; }));
  get(socket_, room_, KUIPC_SOCKOPT_EXCHANGE);
  EXPECT_EQ(openers(), 0U);
}

TEST_F(SockoptTest, ExchangeOfMoreThanTheLargestIsRefused) {
  std::vector<std::byte> large(KUIPC_MAX_MESSAGE + 1);
  EXPECT_EQ(get(socket_, large, KUIPC_SOCKOPT_EXCHANGE), -EMSGSIZE);
}

TEST_F(SockoptTest, AnOptionOfNobodyIsRefused) {
  EXPECT_EQ(get(socket_, room_, KUIPC_SOCKOPT_EXCHANGE + 1), -ENOPROTOOPT);
}

TEST_F(SockoptTest, AStreamSocketWillDo) {
  const Descriptor stream = open_socket(AF_INET, SOCK_STREAM);
  EXPECT_EQ(set(stream, message_.bytes()), 0);
  EXPECT_EQ(get(stream, room_), 64);
}

TEST_F(SockoptTest, ASocketOfAnotherFamilyHasNoSuchOption) {
  const Descriptor unix_socket = open_socket(AF_UNIX);
  EXPECT_LT(set(unix_socket, message_.bytes()), 0);
}

TEST_F(SockoptTest, TheTableIsBoundedAndSaysSo) {
  ASSERT_TRUE(eventually([] { return openers() == 0; }));
  std::vector<Descriptor> sockets;
  for (int i = 0; i < KUIPC_SOCKOPT_SOCKETS; ++i) {
    sockets.push_back(open_socket());
    ASSERT_EQ(set(sockets.back(), message_.bytes()), 0) << i;
  }
  EXPECT_EQ(set(socket_, message_.bytes()), -ENOSPC);
  sockets.pop_back();
  EXPECT_EQ(set(socket_, message_.bytes()), 0);
}

// A new socket often gets the address of the one that was closed last.
TEST_F(SockoptTest, AReusedAddressShowsNothingOfItsPredecessor) {
  for (int i = 0; i < 200; ++i) {
    set(open_socket(), message_.bytes());
    ASSERT_EQ(get(open_socket(), room_), 0);
  }
}

TEST_F(SockoptTest, AClosedSocketIsForgottenWithoutHelp) {
  set(open_socket(), message_.bytes());
  EXPECT_TRUE(eventually([] { return openers() == 0; }));
}

TEST_F(SockoptTest, TheModuleGoesUnderAnOpenSocket) {
  set(socket_, message_.bytes());
  EXPECT_EQ(unload("sockopt"), 0);
}

TEST_F(SockoptTest, WithoutTheModuleThereIsNoSuchOption) {
  set(socket_, message_.bytes());
  ASSERT_EQ(unload("sockopt"), 0);
  EXPECT_EQ(get(socket_, room_), -ENOPROTOOPT);
  EXPECT_EQ(set(socket_, message_.bytes()), -ENOPROTOOPT);
}

TEST_F(SockoptTest, AMessageDoesNotSurviveItsModule) {
  set(socket_, message_.bytes());
  ASSERT_EQ(unload("sockopt"), 0);
  ASSERT_EQ(load("sockopt"), 0);
  EXPECT_EQ(get(socket_, room_), 0);
}

TEST_F(SockoptTest, ItUnloadsWhileAnotherTaskIsSetting) {
  Waiting setter(
      [this] {
        long last = 0;
        while (last == 0) last = set(socket_, message_.bytes());
        return last;
      },
      Waiting::running);
  EXPECT_EQ(unload_when_unused("sockopt"), 0);
  EXPECT_EQ(setter.result(), -ENOPROTOOPT);
}

}  // namespace
}  // namespace kuipc::conformance
