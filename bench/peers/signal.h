// SPDX-License-Identifier: Apache-2.0
// Queued real-time signals: sigqueue(3) with a number, sigwaitinfo(2) for one that is blocked.
//
//   harness   sigqueue    --8 bytes--> siginfo, queued --8 bytes--> sigwaitinfo   partner
//             sigwaitinfo <--8 bytes-- siginfo, queued <--8 bytes-- sigqueue
//
// Per round trip: 8 system calls, 4 copies, 2 wakeups when blocking: sigqueue(3) asks for its
// process and user each time, to name the sender. Each signal allocates its entry; no handler runs,
// since both sides wait for the signal.
//
// Limits: carries 8 bytes (union sigval). Real-time signals do not coalesce, up to
// RLIMIT_SIGPENDING for all processes of the user, then EAGAIN; one is under way at most here.
//
// In the real world: POSIX timers and AIO, F_SETSIG, real-time software. lmbench lat_sig measures a
// handler within one process, which is something else.
#pragma once

#include <csignal>
#include <cstdint>
#include <cstring>

#include "bench/patience.h"
#include "bench/peer.h"

namespace kuipc::peers {

class Signal {
 public:
  static constexpr PeerInfo info{.name = "signal",
                                 .block = Cost{.syscalls = 8, .copies = 4, .wakeups = 2},
                                 .spin = Cost{.syscalls = 8, .copies = 4},
                                 .size = sizeof(sigval)};

  Signal(std::size_t size, Wake wake) : wake_(wake) {
    if (size != sizeof(sigval)) throw Unavailable("a signal carries 8 bytes");
    sigemptyset(&ours_);
    sigaddset(&ours_, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &ours_, &before_);
  }
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  // One that came too late would end the process when it is no longer blocked.
  ~Signal() {
    while (sigtimedwait(&ours_, nullptr, &at_once_) > 0) continue;
    sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

  void take(Side /*side*/, pid_t other) { other_ = other; }

  void send(const Parcel& message) {
    sigval value{};
    std::memcpy(&value, message.bytes().data(), sizeof value);
    patiently([&] { return sigqueue(other_, SIGRTMIN, value); }, "sigqueue", "signal");
  }

  std::size_t receive(Parcel& parcel) {
    siginfo_t arrived{};
    do {
      patiently([&] { return take_one(arrived); }, "sigwaitinfo", "signal");
    } while (arrived.si_pid != other_);  // anybody of this user may send one
    std::memcpy(parcel.bytes().data(), &arrived.si_value, sizeof arrived.si_value);
    return sizeof arrived.si_value;
  }

 private:
  static constexpr timespec at_once_{};

  int take_one(siginfo_t& arrived) const {
    return sigtimedwait(&ours_, &arrived, wake_ == Wake::spin ? &at_once_ : nullptr);
  }

  Wake wake_;
  sigset_t ours_{};
  sigset_t before_{};
  pid_t other_ = -1;
};

}  // namespace kuipc::peers
