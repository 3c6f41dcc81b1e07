// SPDX-License-Identifier: Apache-2.0
#include "bench/overload.h"

#include <algorithm>
#include <string>

#include "bench/peer.h"

namespace kuipc {
namespace {

// Nanoseconds from message to message.
constexpr std::uint64_t first_period = 1 << 14;
constexpr std::uint64_t longest_period = 1 << 22;
constexpr std::uint64_t shortest_period = KUIPC_FIRE_MIN_PERIOD;

// The search stops when what holds and what does not lie so close, as a part of the period.
constexpr std::uint64_t closeness = 50;

// A sender that was held up sends a burst, which may be the last thing it does; twice that is more
// than chance. Against the messages of a job it is how far above the rate it may be and pass.
constexpr std::uint64_t most_behind = std::uint64_t{2} * KUIPC_FIRE_BURST;

constexpr std::uint64_t left_alone = 8192;  // messages of a job that nobody reads

// A job lasts several turns of the scheduler: a sender that shares its CPU may miss one.
std::uint64_t messages_at(std::uint64_t period) {
  return std::max<std::uint64_t>((1 << 24) / period, 1000);
}

std::string fault_of(const EventOutcome& outcome) {
  if (outcome.counts.dropped > 0) return "dropped";
  if (outcome.counts.skipped > 0) return "skipped";
  if (outcome.backlog > most_behind) return "backlog";
  if (static_cast<double>(outcome.late) > most_behind * outcome.period) return "late";
  return "";
}

class Search {
 public:
  Search(const OverloadTrials& trials, kuipc_fire order, unsigned attempts)
      : trials_(trials), order_(order), attempts_(attempts) {}

  Overload run() {
    std::uint64_t good = first_that_holds();
    std::uint64_t bad = first_that_does_not(good);
    while (good - bad > good / closeness) {
      const std::uint64_t middle = bad + (good - bad) / 2;
      (holds(middle) ? good : bad) = middle;
    }
    if (found_.limit.empty()) found_.limit = "fastest";
    weigh_queue(good);
    send_twice_as_fast(good);
    return found_;
  }

 private:
  bool holds(std::uint64_t period) {
    order_.period = period;
    order_.count = messages_at(period);
    std::string fault;
    for (unsigned attempt = 0; attempt < attempts_; ++attempt) {
      const EventOutcome outcome = trials_.read(order_);
      fault = fault_of(outcome);
      if (!fault.empty()) continue;
      found_.period = outcome.period;
      return true;
    }
    found_.limit = fault;
    return false;
  }

  std::uint64_t first_that_holds() {
    for (std::uint64_t period = first_period; period <= longest_period; period *= 2)
      if (holds(period)) return period;
    throw Unavailable("messages are lost or late even at one in " + std::to_string(longest_period) +
                      " ns (" + found_.limit + "); stop other work, or give it a faster machine");
  }

  // Halves good as long as that holds; where it does to the end, the result is good itself.
  std::uint64_t first_that_does_not(std::uint64_t& good) {
    while (good > shortest_period) {
      const std::uint64_t shorter = std::max(good / 2, shortest_period);
      if (!holds(shorter)) return shorter;
      good = shorter;
    }
    return good;
  }

  // Not faster than need be: memory that nobody gives back makes a message dearer, and a sender
  // held to half a CPU would not fill the queue.
  void weigh_queue(std::uint64_t period) {
    order_.period = std::max(period, first_period / 2);
    order_.count = left_alone;
    const Leftover left = trials_.leave(order_);
    unread_overruns_ = left.overruns;
    if (left.heard >= left.sent || left.heard == 0) return;
    found_.capacity = left.heard;
    if (left.bytes > 0)
      found_.bytes = static_cast<double>(left.bytes) / static_cast<double>(left.heard);
  }

  // A reader that takes every second message leaves the others to the queue. A sender that skips
  // some leaves less, so that twice as many messages as would fill it are not enough.
  void send_twice_as_fast(std::uint64_t period) {
    order_.period = std::max(period / 2, shortest_period);
    order_.count = std::clamp<std::uint64_t>(8 * found_.capacity.value_or(0), 4000, KUIPC_FIRE_LOG);
    found_.twice = trials_.read(order_);
    // A sender that leaves half a CPU to a reader may be no match for it, but a queue that nobody
    // reads always ends.
    found_.twice.counts.overruns += unread_overruns_;
  }

  const OverloadTrials& trials_;
  kuipc_fire order_;
  unsigned attempts_;
  std::uint64_t unread_overruns_ = 0;
  Overload found_;
};

}  // namespace

Overload find_overload(const OverloadTrials& trials, std::uint32_t context, std::size_t size,
                       unsigned attempts) {
  return Search(trials, {context, static_cast<__u32>(size), 0, 0}, attempts).run();
}

}  // namespace kuipc
