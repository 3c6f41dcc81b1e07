// SPDX-License-Identifier: Apache-2.0
#include "bench/batch_meter.h"

namespace kuipc {
namespace {

std::uint64_t read_ns(clockid_t clock) noexcept {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

BatchMeter::BatchMeter(Wall& wall, pid_t partner) : wall_(wall) {
  clockid_t clock{};
  if (partner > 0 && clock_getcpuclockid(partner, &clock) == 0) partner_ = clock;
}

// User and system time, exact: the scheduler's own sum, not a count of ticks.
std::uint64_t BatchMeter::cpu_ns() const noexcept {
  return read_ns(CLOCK_PROCESS_CPUTIME_ID) + (partner_ ? read_ns(*partner_) : 0);
}

// The dearest first, so that the time is read next to the work.
void BatchMeter::start() noexcept {
  wall_.counters.start();
  cpu_ns_ = cpu_ns();
  ticks_ = wall_.clock.now();
}

Batch BatchMeter::stop(std::uint64_t operations) noexcept {
  const std::uint64_t ticks = wall_.clock.now() - ticks_;
  const std::uint64_t spent = cpu_ns() - cpu_ns_;
  Batch batch;
  batch.counts = wall_.counters.stop();
  const double one = 1 / static_cast<double>(operations);
  batch.ns = static_cast<double>(ticks) * wall_.clock.ns_per_tick * one;
  batch.cpu_ns = static_cast<double>(spent) * one;
  for (auto& count : batch.counts)
    if (count) *count *= one;
  return batch;
}

}  // namespace kuipc
