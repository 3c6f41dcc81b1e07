// SPDX-License-Identifier: Apache-2.0
// Nanoseconds of the wall clock: the time stamp counter where it can be trusted, else the kernel.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>

#include "bench/clock.h"

namespace kuipc {

// CLOCK_MONOTONIC_RAW in nanoseconds: no adjustment by NTP bends it.
inline std::uint64_t monotonic_raw_ns() noexcept {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}

struct WallClock {
  bool tsc = true;
  double ns_per_tick = 1;      // 1 where the kernel is asked, which answers in nanoseconds
  double ns_per_tsc_tick = 1;  // of the counter, whether it is the one read or not
  std::string why_not_tsc;

  [[nodiscard]] std::uint64_t now() const noexcept {
    return tsc ? TickClock::now() : monotonic_raw_ns();
  }
};

// Decides which clock to read and measures its tick; takes a tenth of a second, busy, which also
// lets the CPU reach its speed.
WallClock calibrated_clock();

// The median distance of two readings with nothing between them, in ticks: what a measured time
// holds of the clock itself. Measured anew before each series, since it follows the CPU's speed.
std::uint64_t own_cost(const WallClock& clock);

// One instant on both clocks, for their ratio over a run.
struct Instant {
  std::uint64_t ticks = 0;  // time stamp counter
  std::uint64_t ns = 0;     // CLOCK_MONOTONIC_RAW
};
Instant instant();
double ticks_per_ns(const Instant& from, const Instant& to);

// The kernel's choice (/sys/devices/system/clocksource); "" when it cannot be read.
std::string clocksource();

}  // namespace kuipc
