// SPDX-License-Identifier: Apache-2.0
// The reader of events: waits the way its row's name says, and notes when each message came.
#pragma once

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/time.h>

#include <cerrno>
#include <concepts>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <vector>

#include "bench/clock.h"
#include "bench/descriptor.h"
#include "bench/fire.h"
#include "bench/message.h"
#include "bench/poll_phases.h"
#include "bench/transport.h"
#include "bench/wake.h"

namespace kuipc {

// One successful hear().
struct Receipt {
  std::uint64_t at = 0;        // time stamp counter, just after
  std::uint64_t cost = 0;      // of the call itself; 0 where it may have slept
  std::uint64_t sequence = 0;  // of the last message that it brought
  std::uint64_t messages = 1;
};

// Interrupts a reader that would otherwise wait for messages that were lost: rings once the job
// should be over, and again and again after that.
class Alarm {
 public:
  explicit Alarm(std::uint64_t first_ns) {
    struct sigaction action {};
    action.sa_handler = [](int /*signal*/) { rang = 1; };
    sigaction(SIGALRM, &action, &before_);
    const auto microseconds = static_cast<long>(first_ns / 1000 + again_us);
    const itimerval timer{{0, again_us}, {microseconds / 1000000, microseconds % 1000000}};
    setitimer(ITIMER_REAL, &timer, nullptr);
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() {
    const itimerval off{};
    setitimer(ITIMER_REAL, &off, nullptr);
    sigaction(SIGALRM, &before_, nullptr);
    rang = 0;
  }

  static bool take() {
    const bool was = rang != 0;
    rang = 0;
    return was;
  }

 private:
  static constexpr long again_us = 20000;
  static inline volatile std::sig_atomic_t rang = 0;
  struct sigaction before_ {};
};

template <Listens T, class Clock>
class EventReader {
 public:
  EventReader(T& transport, Wake wake, std::size_t size)
      : transport_(transport), wake_(wake), room_(size + sizeof(kuipc_message)) {
    if (wake_ != Wake::block) do_not_wait();
    if (wake_ == Wake::epoll) watch();
  }

  // Reads until all messages of the job have come, or the job is over and nothing is left.
  // period in nanoseconds.
  template <class Job>
  void run(const Job& job, std::uint64_t count, std::uint64_t period) {
    receipts_.reserve(count);
    const Alarm alarm(count * period);
    phases_ = PollPhases(period);
    while (messages_ < count) {
      if (hear_one() && wake_ == Wake::spin) leave_step();
      if (Alarm::take() && job.status().running == 0) {
        do_not_wait();
        draining_ = true;
        while (hear_one()) continue;
        break;
      }
    }
  }

  [[nodiscard]] const std::vector<Receipt>& receipts() const noexcept { return receipts_; }
  [[nodiscard]] std::uint64_t messages() const noexcept { return messages_; }
  [[nodiscard]] std::uint64_t overruns() const noexcept { return overruns_; }

 private:
  bool hear_one() {
    if (wake_ == Wake::epoll) {
      epoll_event event{};
      epoll_wait(epoll_.get(), &event, 1, draining_ ? 0 : -1);
    }
    const std::uint64_t begin = Clock::now();
    const Heard heard = transport_.hear(room_);
    const std::uint64_t end = Clock::now();
    overruns_ += heard.overrun;
    if (heard.messages == 0) {
      phases_.in_vain(begin);
      return heard.overrun;
    }
    messages_ += heard.messages;
    receipts_.push_back({.at = end,
                         .cost = wake_ == Wake::block ? 0 : end - begin,
                         .sequence = sequence(heard.length),
                         .messages = heard.messages});
    check_some(heard.length);
    if constexpr (Settles<T>) transport_.settle();
    return true;
  }

  // Counted, where nothing else makes two messages differ.
  void leave_step() noexcept {
    if constexpr (std::same_as<Clock, InstructionClock>) {
      if (receipts_.empty()) return;
      const Receipt& last = receipts_.back();
      const std::uint64_t begin = phases_.resume_at(last.sequence, last.at);
      while (Clock::now() < begin) continue;
    }
  }

  // What has no room for a header carries its sequence; what has none for that is counted.
  std::uint64_t sequence(std::size_t length) const {
    std::uint64_t number = messages_ - 1;
    if (length >= sizeof(kuipc_message))
      std::memcpy(&number, room_.data() + offsetof(kuipc_message, sequence), sizeof number);
    else if (length >= sizeof number)
      std::memcpy(&number, room_.data(), sizeof number);
    return number;
  }

  // Every 64th message is looked at byte by byte: often enough to see a transport that mixes them
  // up, seldom enough to leave the next message alone.
  void check_some(std::size_t length) const {
    if (length < sizeof(kuipc_message) || receipts_.size() % 64 != 1) return;
    kuipc_message header;
    std::memcpy(&header, room_.data(), sizeof header);
    const std::size_t payload = length - sizeof header;
    if (header.magic != KUIPC_MAGIC || header.length != length ||
        kuipc_pattern_check(room_.data() + sizeof header, payload, header.seed) != payload)
      throw WrongData("event: message " + std::to_string(header.sequence) +
                      " is not what was sent");
  }

  void do_not_wait() {
    const int descriptor = transport_.event_descriptor();
    const int flags = checked(fcntl(descriptor, F_GETFL), "fcntl", "the event descriptor");
    checked(fcntl(descriptor, F_SETFL, flags | O_NONBLOCK), "fcntl", "the event descriptor");
  }

  void watch() {
    epoll_ = Descriptor(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create", "for events"));
    epoll_event event{};
    event.events = EPOLLIN;
    checked(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, transport_.event_descriptor(), &event),
            "epoll_ctl", "the event descriptor");
  }

  T& transport_;
  Wake wake_;
  std::vector<std::byte> room_;
  Descriptor epoll_;
  PollPhases phases_{0};
  std::vector<Receipt> receipts_;
  std::uint64_t messages_ = 0;
  std::uint64_t overruns_ = 0;
  bool draining_ = false;
};

}  // namespace kuipc
