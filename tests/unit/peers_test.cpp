// SPDX-License-Identifier: Apache-2.0
// What every peer must do: bring the same bytes back, say so when the other side is gone, leave
// nothing behind.
#include "bench/peers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bench/round_trip.h"

namespace kuipc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A peer and one of the ways in which it can wait.
template <class P, Wake how>
struct Waiting {
  using Peer = P;
  static constexpr Wake wake = how;
};

template <class... Lists>
struct Joined;
template <class... As>
struct Joined<TypeList<As...>> {
  using Types = ::testing::Types<As...>;
};
template <class... As, class... Bs, class... More>
struct Joined<TypeList<As...>, TypeList<Bs...>, More...> : Joined<TypeList<As..., Bs...>, More...> {
};

template <class P, Wake wake, bool can>
using If = std::conditional_t<can, TypeList<Waiting<P, wake>>, TypeList<>>;

template <class List>
struct EachWay;
template <class... Ps>
struct EachWay<TypeList<Ps...>>
    : Joined<TypeList<>, If<Ps, Wake::block, Ps::info.block.has_value()>...,
             If<Ps, Wake::spin, Ps::info.spin.has_value()>...> {};

struct Names {
  template <class W>
  static std::string GetName(int /*index*/) {
    return std::string(W::Peer::info.name) + std::string(W::Peer::info.variant) + '_' +
           std::string(name_of(W::wake));
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

template <class W>
class PeerTest : public Guarded {
 protected:
  using P = typename W::Peer;
  static constexpr Wake wake = W::wake;
  static constexpr std::size_t usual = P::info.size.value_or(64);
  using Trip = RoundTrip<P, wake>;

  void SetUp() override {
    Guarded::SetUp();
    if (const std::string reason = peer_obstacle<P>(usual, wake); !reason.empty())
      GTEST_SKIP() << reason;
  }
};
TYPED_TEST_SUITE(PeerTest, EachWay<Peers>::Types, Names);

TYPED_TEST(PeerTest, BringsTheSameBytesBackAtEverySize) {
  std::vector<std::size_t> sizes = {1, 63, 64, 4097, 65535, 1u << 20};
  if (const auto fixed = TypeParam::Peer::info.size) sizes = {*fixed};
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

// Lets this process, as whoever it is, have namespaces of its own: user_namespaces(7).
void own_namespaces() {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  if (user == 0 || unshare(CLONE_NEWUSER) != 0) return;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << user << ' ' << user << " 1";
  std::ofstream("/proc/self/gid_map") << group << ' ' << group << " 1";
}

// A place of this test's own for what a harness could leave behind, so that nobody else's is
// counted. Being the namespace's last process would clear it away: the test is, not the harness.
class Place {
 public:
  Place() {
    own_namespaces();
    own_ipc();
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    setenv("TMPDIR", folder_.c_str(), 1);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    unsetenv("TMPDIR");
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::ptrdiff_t left_over() const {
    std::ptrdiff_t count = std::distance(std::filesystem::directory_iterator(folder_), {});
    for (const char* kind : {"msg", "sem", "shm"}) {
      std::ifstream list(std::string("/proc/sysvipc/") + kind);
      for (std::string line; std::getline(list, line);)
        count += line.find("perms") == std::string::npos;
    }
    return count;
  }

 private:
  std::string folder_ = (std::filesystem::temp_directory_path() / "kuipc-test.XXXXXX").string();
};

enum class Killed { alone, with_its_partner };

// Has a process begin round trips, kills it in the midst of them, and waits until its partner, now
// a child of this process, has gone too. False: there was no partner.
template <class Trip>
bool kill_a_harness(std::size_t size, Killed how) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int report[2];
  EXPECT_EQ(pipe(report), 0);
  const pid_t harness = fork();
  if (harness == 0) {
    setpgid(0, 0);
    // A shell starts its background jobs deaf to Ctrl-C; and nobody else would ever end this one.
    signal(SIGINT, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
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
  usleep(5000);
  if (how == Killed::alone)
    kill(harness, SIGKILL);
  else
    kill(-harness, SIGINT);
  waitpid(harness, nullptr, 0);
  return begun && waitpid(partner, nullptr, 0) == partner;
}

TYPED_TEST(PeerTest, LeavesNothingBehindWhenTheHarnessIsKilled) {
  const Place place;
  EXPECT_TRUE(kill_a_harness<typename TestFixture::Trip>(TestFixture::usual, Killed::alone));
  EXPECT_EQ(place.left_over(), 0);
}

TYPED_TEST(PeerTest, LeavesNothingBehindWhenBothGetCtrlC) {
  const Place place;
  EXPECT_TRUE(
      kill_a_harness<typename TestFixture::Trip>(TestFixture::usual, Killed::with_its_partner));
  EXPECT_EQ(place.left_over(), 0);
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
