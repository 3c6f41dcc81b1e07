// SPDX-License-Identifier: Apache-2.0
// What every peer must do: bring the same bytes back, say so when the other side is gone, leave
// nothing behind.
#include "bench/peers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bench/round_trip.h"

namespace kuipc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

template <class List>
struct AsTypes;
template <class... Ts>
struct AsTypes<TypeList<Ts...>> {
  using Types = ::testing::Types<Ts...>;
};

struct Names {
  template <class P>
  static std::string GetName(int /*index*/) {
    return std::string(P::info.name) + std::string(P::info.variant);
  }
};

// The message of what call throws; "" when it does not.
template <class Call>
std::string thrown_by(Call call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

// A test that hangs is ended.
class Guarded : public ::testing::Test {
 protected:
  void SetUp() override { alarm(60); }
  void TearDown() override { alarm(0); }
};

template <class P>
class PeerTest : public Guarded {
 protected:
  static constexpr Wake wake = P::info.block ? Wake::block : Wake::spin;
  static constexpr std::size_t usual = P::info.size.value_or(64);
  using Trip = RoundTrip<P, wake>;

  void SetUp() override {
    Guarded::SetUp();
    if (const std::string reason = peer_obstacle<P>(usual, wake); !reason.empty())
      GTEST_SKIP() << reason;
  }
};
TYPED_TEST_SUITE(PeerTest, AsTypes<Peers>::Types, Names);

TYPED_TEST(PeerTest, BringsTheSameBytesBackAtEverySize) {
  std::vector<std::size_t> sizes = {1, 63, 64, 4097, 65535, 1u << 20};
  if (TypeParam::info.size) sizes = {*TypeParam::info.size};
  for (const std::size_t size : sizes) {
    SCOPED_TRACE(size);
    try {
      typename TestFixture::Trip trip(size);
      for (const std::uint64_t number : {0u, 1u, 2u}) {
        trip.prepare(number);
        trip.run();
        trip.check();
        trip.verify();
      }
    } catch (const Unavailable& limit) {
      // A limit of the machine forbids only what is large.
      EXPECT_GT(size, 8192u) << limit.what();
      EXPECT_THAT(limit.what(), HasSubstr("; run "));
    }
  }
}

TYPED_TEST(PeerTest, SaysThatThePartnerIsGoneBeforeItWaits) {
  typename TestFixture::Trip trip(TestFixture::usual);
  kill(trip.partner(), SIGKILL);
  siginfo_t end{};
  while (waitid(P_PID, static_cast<id_t>(trip.partner()), &end, WEXITED | WNOWAIT) != 0) continue;
  const std::string words = thrown_by([&] {
    for (;;) trip.run();
  });
  EXPECT_THAT(words, HasSubstr("the partner process was killed by signal 9"));
}

TYPED_TEST(PeerTest, DoesNotWaitForOneThatDiesMeanwhile) {
  typename TestFixture::Trip trip(TestFixture::usual);
  kill(trip.partner(), SIGSTOP);
  const pid_t killer = fork();
  if (killer == 0) {
    usleep(100000);
    kill(trip.partner(), SIGKILL);
    _exit(0);
  }
  EXPECT_THAT(thrown_by([&] { trip.run(); }), HasSubstr("was killed by signal 9"));
  while (waitpid(killer, nullptr, 0) < 0 && errno == EINTR) continue;
}

// What a harness could leave behind. In an IPC namespace of its own nothing of it is seen here.
std::size_t left_over() {
  std::size_t count = 0;
  for (const char* kind : {"msg", "sem", "shm"}) {
    std::ifstream list(std::string("/proc/sysvipc/") + kind);
    for (std::string line; std::getline(list, line);) ++count;
  }
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/mqueue", none))
    count += entry.path().filename().string().starts_with("kuipc");
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::temp_directory_path()))
    if (entry.path().filename().string().starts_with("kuipc."))
      count += std::filesystem::is_fifo(entry.path() / "fifo", none);
  return count;
}

// Has a process begin round trips, kills it in the midst of them, and waits until its partner, now
// a child of this process, has gone too. False: there was no partner.
template <class Trip>
bool kill_a_harness(std::size_t size, bool privileged) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int report[2];
  EXPECT_EQ(pipe(report), 0);
  const pid_t harness = fork();
  if (harness == 0) {
    if (!privileged && setresuid(65534, 65534, 65534) != 0) _exit(1);
    try {
      Trip trip(size);
      const pid_t partner = trip.partner();
      if (write(report[1], &partner, sizeof partner) < 0) _exit(1);
      for (;;) trip.run();
    } catch (const std::exception& error) {
      _exit(1);
    }
  }
  close(report[1]);
  pid_t partner = -1;
  const bool begun = read(report[0], &partner, sizeof partner) == sizeof partner;
  close(report[0]);
  usleep(20000);
  kill(harness, SIGKILL);
  waitpid(harness, nullptr, 0);
  return begun && waitpid(partner, nullptr, 0) == partner;
}

TYPED_TEST(PeerTest, LeavesNothingBehindWhenTheHarnessIsKilled) {
  const std::size_t before = left_over();
  EXPECT_TRUE(kill_a_harness<typename TestFixture::Trip>(TestFixture::usual, true));
  EXPECT_EQ(left_over(), before);
}

TYPED_TEST(PeerTest, LeavesNothingBehindEvenWithoutPrivilege) {
  if (geteuid() != 0) GTEST_SKIP() << "the test before this one had none";
  const std::size_t before = left_over();
  EXPECT_TRUE(kill_a_harness<typename TestFixture::Trip>(TestFixture::usual, false));
  EXPECT_EQ(left_over(), before);
}

// A pipe that spoils what the harness gets: one bit, or its last byte; and one whose partner fails.
struct Spoiling : peers::Pipe {
  using Pipe::Pipe;
  void take(Side side, pid_t other) {
    harness = side == Side::harness;
    Pipe::take(side, other);
  }
  bool harness = false;
};
struct Mangling : Spoiling {
  using Spoiling::Spoiling;
  std::size_t receive(Parcel& parcel) {
    const std::size_t length = Pipe::receive(parcel);
    if (harness) parcel.bytes().back() ^= std::byte{1};
    return length;
  }
};
struct Truncating : Spoiling {
  using Spoiling::Spoiling;
  std::size_t receive(Parcel& parcel) { return Pipe::receive(parcel) - harness; }
};
struct Failing : peers::Pipe {
  using Pipe::Pipe;
  void take(Side side, pid_t other) {
    if (side == Side::partner) throw Unavailable("out of ink");
    Pipe::take(side, other);
  }
};

class RoundTripTest : public Guarded {};

TEST_F(RoundTripTest, FindsAChangedBit) {
  RoundTrip<Mangling, Wake::block> trip(64);
  trip.run();
  EXPECT_THROW(trip.verify(), WrongData);
}

TEST_F(RoundTripTest, FindsAMissingByteAtOnce) {
  RoundTrip<Truncating, Wake::block> trip(64);
  trip.run();
  EXPECT_THROW(trip.check(), WrongData);
}

TEST_F(RoundTripTest, TellsWhatThePartnerDiedOf) {
  RoundTrip<Failing, Wake::block> trip(64);
  const std::string words = thrown_by([&] {
    for (;;) trip.run();
  });
  EXPECT_THAT(words, AllOf(HasSubstr("pipe, 64 bytes"), HasSubstr("failed: out of ink")));
}

TEST_F(RoundTripTest, GivesTheSignalsAndTheSchedulingClassBack) {
  struct sigaction before {};
  sigaction(SIGCHLD, nullptr, &before);
  const int policy = sched_getscheduler(0);
  { const RoundTrip<peers::Signal, Wake::block> trip(8); }
  struct sigaction after {};
  sigaction(SIGCHLD, nullptr, &after);
  EXPECT_EQ(before.sa_handler, after.sa_handler);
  EXPECT_EQ(sched_getscheduler(0), policy);
  sigset_t blocked;
  sigprocmask(SIG_BLOCK, nullptr, &blocked);
  EXPECT_FALSE(sigismember(&blocked, SIGRTMIN));
}

TEST(Limit, ThatCannotBeRaisedSaysWhatWould) {
  EXPECT_THAT(thrown_by([] { need_limit("kernel.msgmax", std::size_t{1} << 40); }),
              AllOf(HasSubstr("kernel.msgmax is "), HasSubstr("; run as root, or: sysctl -w ")));
}

TEST(Limit, OfAFixedSizeIsNoOther) {
  EXPECT_THROW(peers::Eventfd(64, Wake::block), Unavailable);
  EXPECT_THROW(peers::Signal(64, Wake::block), Unavailable);
}

void send_by_eventfd(std::uint64_t number) {
  Parcel parcel(sizeof number);
  std::memcpy(parcel.bytes().data(), &number, sizeof number);
  peers::Eventfd harness(sizeof number, Wake::block);
  harness.take(Side::harness, 0);
  harness.send(parcel);
}

TEST(Eventfd, CarriesEveryNumberButTwo) {
  constexpr std::uint64_t largest = ~std::uint64_t{0};
  for (const std::uint64_t number : {std::uint64_t{0}, largest - 2})
    EXPECT_NO_THROW(send_by_eventfd(number)) << number;
  for (const std::uint64_t number : {largest, largest - 1})
    EXPECT_THROW(send_by_eventfd(number), std::system_error) << number;
}

TEST(Parcel, BeginsACacheLineBehindItsType) {
  Parcel parcel(100);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(parcel.bytes().data()) % 64, 0u);
  EXPECT_EQ(static_cast<void*>(parcel.type() + 1), parcel.bytes().data());
  EXPECT_EQ(parcel.bytes().size(), 100u);
}

}  // namespace
}  // namespace kuipc
