// SPDX-License-Identifier: Apache-2.0
// What a row of the event workload is made of.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "bench/value_map.h"

namespace kuipc {

// What became of the messages of one job or of several. Always count = sent + skipped and, since
// the reader has drained the transport, sent = received + dropped + coalesced.
struct EventCounts {
  std::uint64_t intended = 0;
  std::uint64_t skipped = 0;  // the sender was too late to send them at all
  std::uint64_t sent = 0;
  std::uint64_t received = 0;   // calls that brought something
  std::uint64_t dropped = 0;    // refused by the transport, or lost in it
  std::uint64_t coalesced = 0;  // came as part of another
  std::uint64_t unread = 0;     // left in the transport; 0 after a drain
  std::uint64_t wakeups = 0;    // times the reader slept and was woken
  std::uint64_t overruns = 0;   // times the transport itself said that it lost something

  [[nodiscard]] bool loss_free() const noexcept { return dropped == 0 && skipped == 0; }
  EventCounts& operator+=(const EventCounts& other);
};

// Time stamp counter differences, by the name of the metric: latency (sent to received),
// latency_intended (due to received), emit (inside the kernel's emit), receive (inside the call
// that brought it, where that call cannot have slept).
using EventSeries = std::map<std::string, ValueMap>;

}  // namespace kuipc
