// SPDX-License-Identifier: Apache-2.0
#include "bench/batch_meter.h"

#include <ctime>

namespace kuipc {
namespace {

// User and system time of this process, exact: the scheduler's own sum, not a count of ticks.
std::uint64_t process_cpu_ns() noexcept {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

// The dearest first, so that the time is read next to the work.
void BatchMeter::start() noexcept {
  wall_.counters.start();
  cpu_ns_ = process_cpu_ns();
  ticks_ = wall_.clock.now();
}

Batch BatchMeter::stop(std::uint64_t operations) noexcept {
  const std::uint64_t ticks = wall_.clock.now() - ticks_;
  const std::uint64_t cpu_ns = process_cpu_ns() - cpu_ns_;
  Batch batch;
  batch.counts = wall_.counters.stop();
  const double one = 1 / static_cast<double>(operations);
  batch.ns = static_cast<double>(ticks) * wall_.clock.ns_per_tick * one;
  batch.cpu_ns = static_cast<double>(cpu_ns) * one;
  for (auto& count : batch.counts)
    if (count) *count *= one;
  return batch;
}

}  // namespace kuipc
