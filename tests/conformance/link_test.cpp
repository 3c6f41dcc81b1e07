// SPDX-License-Identifier: Apache-2.0
// The network cards of bench/links.h: what goes in comes out, whole, and nothing else does.
#include <net/if.h>
#include <poll.h>
#include <sched.h>

#include <filesystem>
#include <fstream>

#include "bench/frame_echo.h"
#include "bench/links.h"
#include "tests/conformance/support.h"

namespace kuipc::conformance {
namespace {

template <class... Ls>
auto as_tests(TypeList<Ls...>) -> ::testing::Types<Ls...>;

struct LinkName {
  template <class L>
  static std::string GetName(int) {
    return std::string(L::info.name);
  }
};

template <class L>
class LinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const int error = error_of([] { const FrameEcho<L> tried(64); });
    if (error == ENOENT || error == ENODEV)
      GTEST_SKIP() << "this kernel has no " << L::info.name << "; " << L::remedy;
    ASSERT_EQ(error, 0);
    stay_here();
  }

  // vhost's thread comes along: under emulation, to wake another CPU takes milliseconds.
  void stay_here() {
    sched_getaffinity(0, sizeof cpus_, &cpus_);
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(static_cast<std::size_t>(sched_getcpu()), &here);
    sched_setaffinity(0, sizeof here, &here);
  }

  void TearDown() override { sched_setaffinity(0, sizeof cpus_, &cpus_); }

  static void echo_some(std::size_t size) {
    FrameEcho<L> echo(size);
    for (std::uint64_t number = 0; number < 20; ++number) {
      echo.prepare(number);
      echo.run();
      ASSERT_NO_THROW(echo.verify()) << size << " bytes, message " << number;
    }
  }

  cpu_set_t cpus_{};
};
TYPED_TEST_SUITE(LinkTest, decltype(as_tests(Links{})), LinkName);

TYPED_TEST(LinkTest, SmallMessagesComeBack) {
  for (const std::size_t size : {1UL, 8UL, 45UL, 46UL, 47UL, 64UL, 100UL}) this->echo_some(size);
}

TYPED_TEST(LinkTest, MessagesAroundAPageComeBack) {
  for (const std::size_t size : {3600UL, 4000UL, 4095UL, 4096UL, 4097UL}) this->echo_some(size);
}

TYPED_TEST(LinkTest, TheLargestFrameComesBack) {
  this->echo_some(largest_frame_payload);
}

// Many times the slots of a ring.
TYPED_TEST(LinkTest, SoDoManyMessages) {
  FrameEcho<TypeParam> echo(64);
  for (std::uint64_t number = 0; number < 3000; ++number) {
    echo.prepare(number);
    echo.run();
    echo.check();
  }
  EXPECT_NO_THROW(echo.verify());
}

TYPED_TEST(LinkTest, ALargerFrameIsRefused) {
  EXPECT_NE(error_of([] {
              FrameEcho<TypeParam> echo(largest_frame_payload + 1);
              echo.run();
            }),
            0);
}

// What the kernel says unasked would be taken for an answer.
TEST(TapDevice, BringsNoFrameThatNobodySent) {
  const OwnNetwork network;
  if (error_of([] { const TapDevice tried(TapDevice::Header::none); }) != 0)
    GTEST_SKIP() << "this kernel has no tun";
  const TapDevice device(TapDevice::Header::none);
  pollfd readable{device.descriptor(), POLLIN, 0};
  EXPECT_EQ(poll(&readable, 1, 2500), 0);
}

TEST(TapDevice, GoesWhenItIsClosed) {
  const OwnNetwork network;
  unsigned interface = 0;
  if (error_of([&] {
        interface = static_cast<unsigned>(TapDevice(TapDevice::Header::none).interface());
      }) != 0)
    GTEST_SKIP() << "this kernel has no tun";
  char name[IF_NAMESIZE];
  EXPECT_TRUE(eventually([&] { return if_indextoname(interface, name) == nullptr; }));
}

int vhost_threads() {
  int threads = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::string name;
    std::ifstream(entry.path() / "comm") >> name;
    threads += name.starts_with("vhost-");
  }
  return threads;
}

TEST(VhostNet, ItsThreadIsFoundAndGoesWithIt) {
  const int before = vhost_threads();
  {
    std::optional<FrameEcho<links::VhostNet>> echo;
    if (error_of([&] { echo.emplace(64); }) != 0) GTEST_SKIP() << "this kernel has no vhost_net";
    if (echo->partner() == 0) GTEST_SKIP() << "its thread is one of ours since 6.4";
    EXPECT_EQ(vhost_threads(), before + 1);
    EXPECT_EQ(sched_getscheduler(echo->partner()), SCHED_BATCH);
  }
  EXPECT_TRUE(eventually([&] { return vhost_threads() == before; }));
}

}  // namespace
}  // namespace kuipc::conformance
