// SPDX-License-Identifier: Apache-2.0
#include "bench/wall_clock.h"

#include <cpuid.h>

#include <algorithm>
#include <array>
#include <limits>

#include "bench/machine.h"

namespace kuipc {
namespace {

// CPUID 0x80000007, EDX: the counter runs at one rate in all power states (Intel SDM, volume 3,
// "Invariant TSC").
bool invariant_tsc() {
  constexpr unsigned int invariant_bit = 1u << 8;
  unsigned int eax = 0;
  unsigned int ebx = 0;
  unsigned int ecx = 0;
  unsigned int edx = 0;
  return __get_cpuid(0x80000007, &eax, &ebx, &ecx, &edx) != 0 && (edx & invariant_bit) != 0;
}

// Those through which the kernel itself reads the counter: with another one it has found the
// counter wanting, or was told so.
bool built_on_tsc(const std::string& source) {
  return source == "tsc" || source == "kvm-clock" || source == "hyperv_clocksource_tsc_page";
}

std::string why_not_tsc() {
  if (!invariant_tsc()) return "the time stamp counter of this CPU is not invariant";
  const std::string source = clocksource();
  if (!built_on_tsc(source)) return "the kernel does not trust it: its clocksource is " + source;
  return {};
}

}  // namespace

std::string clocksource() {
  return contents("/sys/devices/system/clocksource/clocksource0/current_clocksource");
}

// Of several pairs the closest one: an interrupt between the readings is not in it.
Instant instant() {
  Instant best;
  std::uint64_t closest = std::numeric_limits<std::uint64_t>::max();
  for (int attempt = 0; attempt < 16; ++attempt) {
    const std::uint64_t before = TickClock::now();
    const std::uint64_t ns = monotonic_raw_ns();
    const std::uint64_t distance = TickClock::now() - before;
    if (distance >= closest) continue;
    closest = distance;
    best = {before + distance / 2, ns};
  }
  return best;
}

double ticks_per_ns(const Instant& from, const Instant& to) {
  if (to.ns == from.ns) return 0;
  return static_cast<double>(to.ticks - from.ticks) / static_cast<double>(to.ns - from.ns);
}

WallClock calibrated_clock() {
  WallClock clock;
  const Instant from = instant();
  while (monotonic_raw_ns() - from.ns < 100000000u) {
  }
  const double rate = ticks_per_ns(from, instant());
  clock.why_not_tsc = why_not_tsc();
  clock.tsc = clock.why_not_tsc.empty() && rate > 0;
  if (rate > 0) clock.ns_per_tsc_tick = 1 / rate;
  if (clock.tsc) clock.ns_per_tick = clock.ns_per_tsc_tick;
  return clock;
}

std::uint64_t own_cost(const WallClock& clock) {
  std::array<std::uint64_t, 511> costs{};
  for (std::uint64_t& cost : costs) {
    const std::uint64_t begin = clock.now();
    cost = clock.now() - begin;
  }
  std::nth_element(costs.begin(), costs.begin() + costs.size() / 2, costs.end());
  return costs[costs.size() / 2];
}

}  // namespace kuipc
