// SPDX-License-Identifier: Apache-2.0
// signal, user side: the kernel interrupts this thread, which reads its signals from a signalfd.
// Kernel side: modules/signal.c. Plain: a queued real-time signal that carries the sequence.
// Variant fasync: what O_ASYNC sends, without a number.
#pragma once

#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>

#include <csignal>
#include <cstdint>
#include <cstring>

#include "bench/descriptor.h"
#include "bench/kernel_memory.h"
#include "bench/transport.h"
#include "common/signal.h"

namespace kuipc {

// The signal blocked in this thread, and a descriptor that it can be read from. SIGIO comes along:
// it is what the kernel sends instead when the queue of O_ASYNC signals is full.
class SignalQueue {
 public:
  explicit SignalQueue(int number) : set_(set_of(number)) {
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
    descriptor_ = Descriptor(checked(signalfd(-1, &set_, SFD_CLOEXEC), "signalfd", "for events"));
  }
  SignalQueue(const SignalQueue&) = delete;
  SignalQueue& operator=(const SignalQueue&) = delete;
  // What is still pending would end the process once it is no longer blocked.
  ~SignalQueue() {
    const timespec now{};
    while (sigtimedwait(&set_, nullptr, &now) > 0) continue;
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  // False when it would have to wait, or was interrupted.
  bool next(signalfd_siginfo& signal) {
    if (read(descriptor_.get(), &signal, sizeof signal) >= 0) return true;
    if (errno != EAGAIN && errno != EINTR) throw_errno("read", "a signalfd");
    return false;
  }

  [[nodiscard]] int descriptor() const noexcept { return descriptor_.get(); }

 private:
  static sigset_t set_of(int number) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigaddset(&set, SIGIO);
    return set;
  }

  sigset_t set_;
  sigset_t before_{};
  Descriptor descriptor_;
};

class Signal {
 public:
  static constexpr TransportInfo info{.stem = "signal",
                                      .variant = "",
                                      .event = Cost{.syscalls = 1, .copies = 1, .wakeups = 1},
                                      .event_size = KUIPC_SIGNAL_SIZE};

  void listen(std::size_t /*size*/) {
    checked(ioctl(file_.get(), KUIPC_SIGNAL_LISTEN, static_cast<unsigned long>(number_)),
            "ioctl LISTEN", path);
  }

  Heard hear(std::span<std::byte> room) {
    signalfd_siginfo signal{};
    if (!queue_.next(signal)) return {};
    const std::uint64_t sequence = static_cast<std::uint32_t>(signal.ssi_int);
    std::memcpy(room.data(), &sequence, sizeof sequence);
    return {.length = sizeof sequence, .messages = 1};
  }

  [[nodiscard]] int event_descriptor() const noexcept { return queue_.descriptor(); }
  [[nodiscard]] std::size_t queue_bytes() const { return signal_memory(); }

 private:
  static constexpr const char* path = "/dev/" KUIPC_SIGNAL_NODE;
  int number_ = SIGRTMIN;
  SignalQueue queue_{number_};
  Descriptor file_ = open_file(path, O_RDWR);
};

class SignalFasync {
 public:
  static constexpr TransportInfo info{.stem = "signal",
                                      .variant = "fasync",
                                      .event = Cost{.syscalls = 1, .copies = 1, .wakeups = 1},
                                      .event_size = KUIPC_SIGNAL_SIZE};
  static constexpr bool loses_unseen = true;  // kill_fasync() returns nothing

  void listen(std::size_t /*size*/) {
    checked(fcntl(file_.get(), F_SETOWN, getpid()), "fcntl F_SETOWN", path);
    checked(fcntl(file_.get(), F_SETSIG, number_), "fcntl F_SETSIG", path);
    const int flags = checked(fcntl(file_.get(), F_GETFL), "fcntl F_GETFL", path);
    checked(fcntl(file_.get(), F_SETFL, flags | O_ASYNC), "fcntl O_ASYNC", path);
  }

  Heard hear(std::span<std::byte> /*room*/) {
    signalfd_siginfo signal{};
    if (!queue_.next(signal)) return {};
    if (signal.ssi_signo == SIGIO) return {.overrun = true};
    return {.length = 0, .messages = 1};
  }

  [[nodiscard]] int event_descriptor() const noexcept { return queue_.descriptor(); }
  [[nodiscard]] std::size_t queue_bytes() const { return signal_memory(); }

 private:
  static constexpr const char* path = "/dev/" KUIPC_SIGNAL_NODE;
  int number_ = SIGRTMIN;
  SignalQueue queue_{number_};
  Descriptor file_ = open_file(path, O_RDWR);
};

}  // namespace kuipc
