// SPDX-License-Identifier: Apache-2.0
// A netlink port id is a number that anybody may bind once it is free. An ordinary user waits for
// that of a listener who comes and goes, while messages are on their way: he must not hear one.
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <atomic>
#include <thread>

#include "common/netfilter.h"
#include "common/netlink.h"
#include "tests/conformance/firing.h"
#include "tests/conformance/loopback.h"

namespace kuipc::conformance {
namespace {

constexpr __u32 coveted_port = 54321;
constexpr int rounds = 300;

Descriptor open_netlink(int protocol) {
  return Descriptor(
      checked(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), "socket", "netlink"));
}

long bind_coveted(const Descriptor& socket) {
  const sockaddr_nl own{
      .nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = coveted_port, .nl_groups = 0};
  return outcome(bind(socket.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own));
}

bool hears_something(const Descriptor& socket) {
  pollfd readable{socket.get(), POLLIN, 0};
  return poll(&readable, 1, 1) > 0;
}

// An ordinary user who binds the port whenever it is free. Ends with what he heard, at the signal
// SIGTERM.
class Heir {
 public:
  explicit Heir(int protocol) : process_(checked(fork(), "fork", "test child")) {
    if (process_ == 0) covet(protocol);
  }
  Heir(const Heir&) = delete;
  Heir& operator=(const Heir&) = delete;
  ~Heir() {
    if (process_ > 0) heard();
  }

  // How many times he heard a message, at most 100.
  int heard() {
    kill(process_, SIGTERM);
    int status = -1;
    waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  [[noreturn]] static void covet(int protocol) {
    static volatile sig_atomic_t over = 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGTERM, [](int) { over = 1; });
    int heard = 0;
    const int error = error_of([&] {
      become_user(1000);
      while (over == 0) {
        const Descriptor socket = open_netlink(protocol);
        while (over == 0 && bind_coveted(socket) != 0) {
        }
        if (over == 0 && hears_something(socket) && heard < 100) ++heard;
      }
    });
    _exit(error != 0 ? 200 : heard);
  }

  pid_t process_;
};

// Binds the port as soon as the heir lets it, tells the kernel to send there, and goes.
class Testator {
 public:
  Testator(int protocol, __u16 request) : protocol_(protocol), request_(request) {}

  void come_and_go() const {
    const Descriptor socket = come();
    hears_something(socket);
  }

  [[nodiscard]] Descriptor come() const {
    Descriptor socket = open_netlink(protocol_);
    EXPECT_TRUE(eventually([&] { return bind_coveted(socket) == 0; }));
    const nlmsghdr asked{NLMSG_LENGTH(0), request_, NLM_F_REQUEST, 0, 0};
    const sockaddr_nl kernel{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = 0};
    checked(sendto(socket.get(), &asked, sizeof asked, 0,
                   reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel),
            "sendto", "netlink");
    return socket;
  }

 private:
  int protocol_;
  __u16 request_;
};

class NetlinkHeirTest : public FiringTest<Netlink> {};

TEST_F(NetlinkHeirTest, WhoInheritsAListenersPortHearsNothing) {
  const Testator testator(KUIPC_NETLINK_PROTOCOL, KUIPC_NETLINK_LISTEN);
  for (const __u32 context : {KUIPC_FIRE_SOFTIRQ, KUIPC_FIRE_KTHREAD}) {
    {
      const Descriptor first = testator.come();
      ASSERT_EQ(fire({context, 64, KUIPC_FIRE_MAX_COUNT, KUIPC_FIRE_MIN_PERIOD}), 0);
    }
    Heir heir(KUIPC_NETLINK_PROTOCOL);
    for (int i = 0; i < rounds; ++i) testator.come_and_go();
    EXPECT_EQ(heir.heard(), 0) << context;
    EXPECT_EQ(stop(), 0);
    EXPECT_GT(status().dropped, 0U) << "the kernel never sent while nobody listened";
  }
}

TEST(NetfilterHeirTest, WhoInheritsARegisteredPortHearsNothing) {
  const Testator testator(KUIPC_NETFILTER_PROTOCOL, KUIPC_NETFILTER_REGISTER);
  std::atomic<bool> over = false;
  std::thread packets([&] {
    const std::array<__u8, 8> echo{8};
    const Descriptor raw = open_icmp();
    while (!over) send_icmp(raw, echo);
  });
  Heir heir(KUIPC_NETFILTER_PROTOCOL);
  for (int i = 0; i < rounds; ++i) testator.come_and_go();
  EXPECT_EQ(heir.heard(), 0);
  over = true;
  packets.join();
}

}  // namespace
}  // namespace kuipc::conformance
