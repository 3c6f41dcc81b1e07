// SPDX-License-Identifier: Apache-2.0
// The time stamp counter: what both clocks are read from.
#pragma once

#include <x86intrin.h>

#include <cstdint>

namespace kuipc {

// Under QEMU's icount with shift=0 the counter advances by one per guest instruction, so a
// difference of two readings is an instruction count, the second reading's own instruction
// included. No fence: an emulated CPU does not reorder.
struct InstructionClock {
  static std::uint64_t now() noexcept { return __rdtsc(); }
};

// On a real CPU the reading is fenced on both sides, so that the measured work can neither start
// before the first nor end after the second (Intel SDM, volume 2, RDTSC). Not RDTSCP: the emulated
// CPU of a counted run has none.
struct TickClock {
  static std::uint64_t now() noexcept {
    _mm_lfence();
    const std::uint64_t ticks = __rdtsc();
    _mm_lfence();
    return ticks;
  }
};

}  // namespace kuipc
