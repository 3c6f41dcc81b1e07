// SPDX-License-Identifier: Apache-2.0
// The counted clock: instructions of single operations, exact, and the same at each boot.
#pragma once

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdint>
#include <vector>

#include "bench/clock.h"
#include "bench/idle.h"
#include "bench/operation.h"
#include "bench/row.h"
#include "bench/value_map.h"

namespace kuipc {

// Operations before the first counted one: page faults, first allocations and lazily bound symbols
// are over by then, and the allocator's per-CPU lists are in their steady state.
inline constexpr std::uint64_t counted_warm_up = 64;

// Operations between two looks at the idle counter, for rows whose operations sleep by design.
inline constexpr std::size_t idle_batch = 50;

// Samples of a repetition, with those taken back in which the CPU may have halted: while it halts,
// the counter jumps to the next timer, and a difference is no instruction count any more.
class CountedSamples {
 public:
  explicit CountedSamples(std::size_t expected) { values_.reserve(expected); }

  // For operations that should not sleep: one that did could have let the CPU halt.
  void add_awake(std::uint64_t value) {
    const long switches = voluntary_switches();
    if (switches == switches_)
      values_.push_back(value);
    else
      ++rejected_;
    switches_ = switches;
  }

  // For operations that sleep by design: the kernel's own count of idle entries tells, once a
  // batch.
  void add_sleeping(std::uint64_t value) {
    values_.push_back(value);
    if (values_.size() - checked_ >= idle_batch) check_idle();
  }

  void begin() {
    switches_ = voluntary_switches();
    idle_ = idle_entries();
  }

  void check_idle() {
    const std::uint64_t idle = idle_entries();
    if (idle != idle_) {
      rejected_ += values_.size() - checked_;
      values_.resize(checked_);
    }
    checked_ = values_.size();
    idle_ = idle;
  }

  [[nodiscard]] ValueMap map() const {
    ValueMap map;
    for (const std::uint64_t value : values_) map.add(value);
    return map;
  }
  [[nodiscard]] std::uint64_t rejected() const noexcept { return rejected_; }

 private:
  static long voluntary_switches() {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
  }

  std::vector<std::uint64_t> values_;
  std::size_t checked_ = 0;
  std::uint64_t rejected_ = 0;
  std::uint64_t idle_ = 0;
  long switches_ = 0;
};

// One repetition of state.max_iterations operations. The harness's own work (numbering, checking,
// storing) lies between the two readings of no operation.
template <Operation Op>
void measure_counted(Op& operation, Row& row, benchmark::State& state) {
  std::uint64_t number = 0;
  for (; number < counted_warm_up; ++number) {
    operation.prepare(number);
    operation.run();
    operation.check();
  }
  operation.verify();

  CountedSamples samples(static_cast<std::size_t>(state.max_iterations));
  samples.begin();
  for ([[maybe_unused]] auto _ : state) {
    operation.prepare(++number);
    const std::uint64_t begin = InstructionClock::now();
    operation.run();
    const std::uint64_t end = InstructionClock::now();
    operation.check();
    if constexpr (Sleeps<Op>)
      samples.add_sleeping(end - begin);
    else
      samples.add_awake(end - begin);
    state.SetIterationTime(static_cast<double>(end - begin) * 1e-9);
  }
  if constexpr (Sleeps<Op>) samples.check_idle();
  operation.verify();
  row.values.merge(samples.map());
  row.rejected += samples.rejected();
  row.repetitions.push_back(static_cast<double>(samples.map().quantile(0.5)));
}

}  // namespace kuipc
