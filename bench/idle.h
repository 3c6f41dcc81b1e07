// SPDX-License-Identifier: Apache-2.0
// Whether the CPU was idle, from the kernel's own books.
#pragma once

#include <cstdint>

namespace kuipc {

// How often any CPU entered the idle loop's sleep since boot: the sum of idle_calls in
// /proc/timer_list (kernel/time/timer_list.c), or, where that cannot be read, the idle time of
// /proc/stat in clock ticks. Only a change of it means something.
std::uint64_t idle_entries();

// CPU time that was not idle since boot, all CPUs, in clock ticks (/proc/stat: proc(5)).
std::uint64_t busy_ticks();

struct Settled {
  bool idle = false;     // the last second was idle
  unsigned seconds = 0;  // waited
};

// Waits until the work of the boot is over: least seconds, then until a second passes in which the
// machine did next to nothing, at most twice as long. Costs a counted guest next to nothing, since
// virtual time jumps over idle stretches.
Settled settle(unsigned least);

}  // namespace kuipc
