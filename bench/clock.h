// SPDX-License-Identifier: Apache-2.0
// The time stamp counter: what both clocks are read from.
#pragma once

#include <x86intrin.h>

#include <cstdint>

namespace kuipc {

// Under QEMU's icount with shift=0 the counter advances by one per guest instruction, so a difference
// of two readings is an instruction count, the second reading's own instruction included. No fence:
// an emulated CPU does not reorder.
struct InstructionClock {
  static std::uint64_t now() noexcept { return __rdtsc(); }
};

// On a real CPU the readings are fenced, so that the measured work can neither start before the first
// nor end after the second (Intel, How to Benchmark Code Execution Times, 2010).
struct TickClock {
  static std::uint64_t now() noexcept {
    unsigned int processor = 0;
    const std::uint64_t ticks = __rdtscp(&processor);
    _mm_lfence();
    return ticks;
  }
};

}  // namespace kuipc
