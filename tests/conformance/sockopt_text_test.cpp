// SPDX-License-Identifier: Apache-2.0
// sockopt_text: what a program written for the first article relies on, and what it may not do.
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstring>
#include <fstream>
#include <string>

#include "common/sockopt_text.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

constexpr const char* stem_name = "sockopt_text";
const std::string dynamic_debug = "/proc/dynamic_debug/control";

class SockoptTextTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string obstacle = obstacle_of(stem_name); !obstacle.empty())
      GTEST_SKIP() << obstacle;
  }
  void TearDown() override { load_if_missing(stem_name); }

  long set(std::string_view text) const {
    return outcome(setsockopt(socket_.get(), IPPROTO_IP, KUIPC_SOCKOPT_TEXT, text.data(),
                              static_cast<socklen_t>(text.size())));
  }
  // The length that the kernel stored, or -errno.
  long get(void* room, socklen_t length) const {
    const int result = getsockopt(socket_.get(), IPPROTO_IP, KUIPC_SOCKOPT_TEXT, room, &length);
    return result < 0 ? -errno : static_cast<long>(length);
  }
  [[nodiscard]] int error_of_either() const {
    std::array<char, 64> room{};
    const long got = get(room.data(), sizeof room);
    const long noted = set("hello");
    return got == noted ? static_cast<int>(-got) : 0;
  }
  static kuipc_stats stats() { return ControlNode(stem_name).stats(); }

  Descriptor socket_{checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket", "test")};
};

// As such a program is written, with its raw socket and its two buffers of 64 bytes.
TEST_F(SockoptTextTest, AProgramOfTheArticleRunsUnmodified) {
  const Descriptor raw(checked(socket(AF_INET, SOCK_RAW, IPPROTO_RAW), "socket", "raw"));
  char user_message[64] = "a message from userspace\n";
  ASSERT_EQ(setsockopt(raw.get(), IPPROTO_IP, 128, user_message, sizeof user_message), 0);
  char kernel_message[64];
  std::memset(kernel_message, 'x', sizeof kernel_message);
  socklen_t length = sizeof kernel_message;
  ASSERT_EQ(getsockopt(raw.get(), IPPROTO_IP, 128, kernel_message, &length), 0);
  EXPECT_STREQ(kernel_message, "a message from kernel\n");
  EXPECT_EQ(length, sizeof "a message from kernel\n");
}

TEST_F(SockoptTextTest, TheAnswerIsCutToTheRoom) {
  char room[] = "........";
  EXPECT_EQ(get(room, 5), 5);
  EXPECT_EQ(std::memcmp(room, "a mes...", sizeof room), 0);
}

TEST_F(SockoptTextTest, NoRoomGivesNothing) {
  EXPECT_EQ(get(nullptr, 0), 0);
}

TEST_F(SockoptTextTest, ANegativeLengthIsRefused) {
  char byte = 0;
  EXPECT_EQ(get(&byte, static_cast<socklen_t>(-1)), -EINVAL);
}

TEST_F(SockoptTextTest, AnEmptyTextIsOne) {
  const kuipc_stats before = stats();
  EXPECT_EQ(set(""), 0);
  EXPECT_EQ(stats().received, before.received + 1);
}

TEST_F(SockoptTextTest, MoreThanALineIsRefused) {
  EXPECT_EQ(set(std::string(64, 'x')), 0);
  EXPECT_EQ(set(std::string(65, 'x')), -EMSGSIZE);
}

TEST_F(SockoptTextTest, UnmappedMemoryIsAFault) {
  const Fenced memory(4096);
  const auto* nowhere = reinterpret_cast<const char*>(memory.unmapped().data());
  EXPECT_EQ(set({nowhere, 64}), -EFAULT);
  EXPECT_EQ(get(memory.unmapped().data(), 64), -EFAULT);
}

TEST_F(SockoptTextTest, StatsCountTextsAndAnswers) {
  const kuipc_stats before = stats();
  std::array<char, 64> room{};
  for (int i = 0; i < 3; ++i) {
    set("0123456789");
    get(room.data(), room.size());
  }
  const kuipc_stats after = stats();
  EXPECT_EQ(after.received - before.received, 3U);
  EXPECT_EQ(after.bytes_received - before.bytes_received, 30U);
  EXPECT_EQ(after.sent - before.sent, 3U);
  EXPECT_EQ(after.bytes_sent - before.bytes_sent, 3 * sizeof KUIPC_SOCKOPT_TEXT_ANSWER);
}

TEST_F(SockoptTextTest, ARefusedTextIsNotCounted) {
  const kuipc_stats before = stats();
  EXPECT_NE(set(std::string(65, 'x')), 0);
  EXPECT_EQ(stats().received, before.received);
}

// What the kernel log says after now.
class KernelLog {
 public:
  KernelLog() { lseek(log_.get(), 0, SEEK_END); }

  std::string rest() {
    std::string all;
    std::array<char, 8192> record{};
    for (ssize_t got = 0; (got = read(log_.get(), record.data(), record.size())) > 0;)
      all.append(record.data(), static_cast<std::size_t>(got));
    return all;
  }

 private:
  Descriptor log_ = open_file("/dev/kmsg", O_RDONLY | O_NONBLOCK);
};

void ask_for_debugging(char sign) {
  std::ofstream(dynamic_debug) << "module kuipc_sockopt_text " << sign << "p" << std::flush;
}

// /dev/kmsg escapes on its own what the record holds unescaped: a line end in it would end the
// line.
TEST_F(SockoptTextTest, DynamicDebugShowsTheTextEscaped) {
  if (access(dynamic_debug.c_str(), W_OK) != 0) GTEST_SKIP() << "no dynamic debug in this kernel";
  ask_for_debugging('+');
  KernelLog log;
  set("kuipc says\n<0>panic\x1b[2J");
  ask_for_debugging('-');
  EXPECT_NE(log.rest().find(";kuipc_sockopt_text: 23 bytes: kuipc says\\x5cn<0>panic\\x5ce[2J\n"),
            std::string::npos);
}

// Nor does who looks for trouble in the log take it for some: see kernel_log_is_clean in
// tests/guest.
TEST_F(SockoptTextTest, ATextThatReadsLikeTheKernelsOwnIsTold) {
  if (access(dynamic_debug.c_str(), W_OK) != 0) GTEST_SKIP() << "no dynamic debug in this kernel";
  ask_for_debugging('+');
  KernelLog log;
  set("BUG: KASAN: slab-out-of-bounds in text_set");
  ask_for_debugging('-');
  EXPECT_NE(log.rest().find(";kuipc_sockopt_text: 42 bytes: BUG: KASAN: "), std::string::npos);
}

TEST_F(SockoptTextTest, TheTextEndsAtItsFirstNul) {
  if (access(dynamic_debug.c_str(), W_OK) != 0) GTEST_SKIP() << "no dynamic debug in this kernel";
  ask_for_debugging('+');
  KernelLog log;
  set({"visible\0hidden", 14});
  ask_for_debugging('-');
  const std::string said = log.rest();
  EXPECT_NE(said.find("visible"), std::string::npos);
  EXPECT_EQ(said.find("hidden"), std::string::npos);
}

TEST_F(SockoptTextTest, UnaskedNothingIsLogged) {
  KernelLog log;
  set("a secret of the user's");
  EXPECT_EQ(log.rest().find("a secret"), std::string::npos);
}

TEST_F(SockoptTextTest, WithoutTheCapabilityBothAreRefused) {
  EXPECT_EQ(in_child([&] {
              drop_net_admin();
              return error_of_either();
            }),
            EPERM);
}

TEST_F(SockoptTextTest, AnOrdinaryUserInNamespacesOfItsOwnIsRefused) {
  EXPECT_EQ(in_child([&] {
              become_user(1000);
              checked(unshare(CLONE_NEWUSER | CLONE_NEWNET), "unshare", "namespaces");
              socket_ = Descriptor(checked(socket(AF_INET, SOCK_DGRAM, 0), "socket", "test"));
              return error_of_either();
            }),
            EPERM);
}

TEST_F(SockoptTextTest, InfoNamesTheModuleAndItsLine) {
  const kuipc_info info = ControlNode(stem_name).info();
  EXPECT_STREQ(info.name, "kuipc_sockopt_text");
  EXPECT_EQ(info.abi_version, __u32{KUIPC_ABI_VERSION});
  EXPECT_EQ(info.largest_message, __u64{KUIPC_SOCKOPT_TEXT_ROOM});
  EXPECT_EQ(info.starts, 0U);
}

TEST_F(SockoptTextTest, TheModuleGoesUnderAnOpenSocketAndComesBack) {
  ASSERT_EQ(unload(stem_name), 0);
  EXPECT_EQ(error_of_either(), ENOPROTOOPT);
  ASSERT_EQ(load(stem_name), 0);
  EXPECT_EQ(set("again"), 0);
}

TEST_F(SockoptTextTest, ItUnloadsWhileAnotherTaskIsSetting) {
  std::atomic<bool> enough = false;
  Waiting setter(
      [&] {
        long last = 0;
        while (last == 0 && !enough) last = set("again and again");
        return last;
      },
      Waiting::running);
  const int error = unload_when_unused(stem_name);
  enough = error != 0;
  EXPECT_EQ(error, 0);
  EXPECT_EQ(setter.result(), -ENOPROTOOPT);
}

}  // namespace
}  // namespace kuipc::conformance
