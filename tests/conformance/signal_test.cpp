// SPDX-License-Identifier: Apache-2.0
// The signal's particulars: nobody but the opener is interrupted, and what a full queue does.
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "bench/transports/signal.h"
#include "tests/conformance/firing.h"

namespace kuipc::conformance {
namespace {

class SignalTest : public FiringTest<Signal> {
 protected:
  long listen(unsigned long number) {
    return outcome(ioctl(file_.get(), KUIPC_SIGNAL_LISTEN, number));
  }
  long listen(int number) { return listen(static_cast<unsigned long>(number)); }
  long own(pid_t whom) { return outcome(fcntl(file_.get(), F_SETOWN, whom)); }
  long ask_for_sigio() {
    return outcome(fcntl(file_.get(), F_SETFL, fcntl(file_.get(), F_GETFL) | O_ASYNC));
  }
  kuipc_fire_status fired(__u64 count) {
    return fire_until_sent({KUIPC_FIRE_KTHREAD, size, count, millisecond}, count);
  }

  SignalQueue queue_{SIGRTMIN};
  Descriptor file_ = open_file("/dev/" KUIPC_SIGNAL_NODE, O_RDWR);
};

TEST_F(SignalTest, OnlyARealTimeSignalIsTaken) {
  for (const unsigned long number :
       {0UL, 9UL, static_cast<unsigned long>(SIGTERM), 31UL, 65UL, 1UL << 32 | 40, ~0UL})
    EXPECT_EQ(listen(number), -EINVAL) << number;
}

TEST_F(SignalTest, AnotherProcessMayNotListenOnTheOpenersFile) {
  EXPECT_EQ(in_child([this] { return static_cast<int>(-listen(SIGRTMIN)); }), EPERM);
}

TEST_F(SignalTest, AFileListensInOneWayOnly) {
  ASSERT_EQ(listen(SIGRTMIN), 0);
  EXPECT_EQ(listen(SIGRTMIN), -EBUSY);
  own(getpid());
  EXPECT_EQ(ask_for_sigio(), -EBUSY);
}

TEST_F(SignalTest, SigioForAnotherProcessIsRefused) {
  ASSERT_EQ(own(getppid()), 0);
  EXPECT_EQ(ask_for_sigio(), -EPERM);
}

// The group has the number of the process that leads it.
TEST_F(SignalTest, SigioForAGroupIsRefusedToItsLeaderToo) {
  EXPECT_EQ(in_child([] {
              setpgid(0, 0);
              const Descriptor file = open_file("/dev/" KUIPC_SIGNAL_NODE, O_RDWR);
              checked(fcntl(file.get(), F_SETOWN, -getpgrp()), "fcntl F_SETOWN", "a group");
              return fcntl(file.get(), F_SETFL, O_ASYNC) < 0 ? errno : 0;
            }),
            EPERM);
}

TEST_F(SignalTest, AnOwnerNamedLaterGetsNothing) {
  ASSERT_EQ(own(getpid()), 0);
  ASSERT_EQ(ask_for_sigio(), 0);
  ASSERT_EQ(own(getppid()), 0);
  const kuipc_fire_status status = fired(5);
  EXPECT_EQ(status.dropped, status.sent);
  EXPECT_EQ(status.error, __u32{EPERM});
}

TEST_F(SignalTest, WithoutSigioTheNextMayListen) {
  own(getpid());
  ASSERT_EQ(ask_for_sigio(), 0);
  fcntl(file_.get(), F_SETFL, 0);
  EXPECT_EQ(listen(SIGRTMIN), 0);
}

TEST_F(SignalTest, AThreadThatHasEndedIsNotSignalled) {
  pid_t thread = 0;
  std::thread([&] {
    thread = gettid();
    EXPECT_EQ(listen(SIGRTMIN), 0);
  }).join();
  // Who joins it is woken a little before it is gone.
  const std::string task = "/proc/self/task/" + std::to_string(thread);
  ASSERT_TRUE(eventually([&] { return access(task.c_str(), F_OK) != 0; }));
  const kuipc_fire_status status = fired(5);
  EXPECT_EQ(status.dropped, status.sent);
  EXPECT_EQ(status.error, __u32{ESRCH});
}

class LimitedSignalTest : public SignalTest {
 protected:
  void SetUp() override {
    getrlimit(RLIMIT_SIGPENDING, &before_);
    const rlimit few{limit, before_.rlim_max};
    setrlimit(RLIMIT_SIGPENDING, &few);
  }
  void TearDown() override { setrlimit(RLIMIT_SIGPENDING, &before_); }

  static constexpr rlim_t limit = 32;
  rlimit before_{};
};

TEST_F(LimitedSignalTest, SignalsAreQueuedToTheLimitAndThenRefused) {
  ASSERT_EQ(listen(SIGRTMIN), 0);
  const kuipc_fire_status status = fired(100);
  EXPECT_EQ(status.error, __u32{EAGAIN});
  EXPECT_EQ(status.sent - status.dropped, limit);
  signalfd_siginfo signal{};
  for (unsigned i = 0; i < limit; ++i) {
    ASSERT_TRUE(queue_.next(signal));
    EXPECT_EQ(signal.ssi_signo, static_cast<unsigned>(SIGRTMIN));
    EXPECT_EQ(signal.ssi_code, SI_QUEUE);
    EXPECT_EQ(static_cast<unsigned>(signal.ssi_int), i);
  }
}

// SIGIO has one place, and says no more than "look".
TEST_F(LimitedSignalTest, BeyondTheLimitSigioComesInPlaceOfASignalOfOnesChoice) {
  own(getpid());
  fcntl(file_.get(), F_SETSIG, SIGRTMIN);
  ASSERT_EQ(ask_for_sigio(), 0);
  fired(100);
  signalfd_siginfo signal{};
  ASSERT_TRUE(queue_.next(signal));
  EXPECT_EQ(signal.ssi_signo, static_cast<unsigned>(SIGIO));
  ASSERT_TRUE(queue_.next(signal));
  EXPECT_EQ(signal.ssi_signo, static_cast<unsigned>(SIGRTMIN));
}

}  // namespace
}  // namespace kuipc::conformance
