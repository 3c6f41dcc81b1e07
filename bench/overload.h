// SPDX-License-Identifier: Apache-2.0
// The search for the highest rate at which nothing is lost, however long it lasts.
//
// A rate holds when a job at it loses nothing and ends as it began: with the sender on time and no
// queue behind the reader, since a queue only puts the loss off. What is at fault where it does not
// hold is the row's limit:
//
//   dropped   the transport refused or lost messages
//
//   backlog   none was lost yet, but the queue had grown
//
//   skipped   the sender did not get to send all: its bound of about half a CPU, or no turn
//
//   late      the same for a sender that skips nothing
//
//   fastest   it did hold, at the shortest period that FIRE takes
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "bench/events.h"

namespace kuipc {

// What became of a job that nobody read while it ran.
struct Leftover {
  std::uint64_t sent = 0;
  std::uint64_t heard = 0;     // when it was read at last
  std::size_t bytes = 0;       // of the kernel's memory before that; 0: not known
  std::uint64_t overruns = 0;  // times the transport said, meanwhile, that it had lost something
};

// How a job is run: with a reader, and with one that comes when all is over.
struct OverloadTrials {
  std::function<EventOutcome(const kuipc_fire&)> read;
  std::function<Leftover(const kuipc_fire&)> leave;
};

struct Overload {
  double period = 0;  // ticks from message to message at the highest rate that holds
  std::string limit;
  EventOutcome twice;                     // at twice that rate, long enough to fill the queue
  std::optional<std::uint64_t> capacity;  // absent: it took all that was sent
  std::optional<double> bytes;
};

// Ends by itself: it tries 25 rates at the most, by at most attempts jobs of 17 ms or 1,000
// messages each, and runs two longer jobs in the end. attempts is above 1 where something else may
// take the CPU away. Throws Unavailable when not even the lowest rate holds.
Overload find_overload(const OverloadTrials& trials, std::uint32_t context, std::size_t size,
                       unsigned attempts);

}  // namespace kuipc
