// SPDX-License-Identifier: Apache-2.0
// What perf_event_open(2) counts of this thread: instructions, cycles, context switches, of user
// and kernel together, read as one group.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "bench/descriptor.h"

namespace kuipc {

class Counters {
 public:
  enum Event : std::size_t { instructions, cycles, context_switches, events };
  static constexpr std::array<const char*, events> names{"instructions", "cycles",
                                                         "context_switches"};
  // By Event. Absent: this machine or this user cannot count it, which is not zero.
  using Counts = std::array<std::optional<double>, events>;

  // Opens what there is; never throws. Counts nothing until start.
  Counters();

  void start() noexcept;
  // Since start. Where the kernel had to share the hardware with others, scaled to the whole time.
  Counts stop() noexcept;

  // Why event cannot be counted; "" when it can.
  [[nodiscard]] const std::string& missing(Event event) const { return missing_[event]; }

 private:
  void control(unsigned long command) const noexcept;

  std::array<Descriptor, events> descriptors_;
  std::array<std::string, events> missing_;
  std::uint64_t enabled_ = 0;  // nanoseconds, up to the last stop
  std::uint64_t running_ = 0;  // of those, on the hardware
  int leader_ = -1;            // the first one opened: the others are its group
};

}  // namespace kuipc
