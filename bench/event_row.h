// SPDX-License-Identifier: Apache-2.0
// What all rows have in common in which the kernel starts a message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "bench/fire.h"
#include "bench/row.h"
#include "bench/transport.h"
#include "bench/wake.h"

namespace kuipc {

// What hearing a message costs one who waits like that, of what it costs a sleeping reader. Looks
// in vain are not counted: their number is the waiting time's.
constexpr Cost cost_of(Cost cost, Wake wake) {
  if (wake == Wake::epoll) ++cost.syscalls;
  if (wake == Wake::spin) cost.wakeups = 0;
  return cost;
}

// A row of workload over T, to be given its measuring function. context: KUIPC_FIRE_*.
template <Listens T>
Row event_row(std::string workload, std::uint32_t context, std::size_t size, Wake wake) {
  Row row;
  row.workload = std::move(workload);
  row.transport = row.stem = T::info.stem;
  row.variant = T::info.variant;
  row.ctx = context_names[context];
  row.size = size;
  row.wake = name_of(wake);
  row.cost = cost_of(*T::info.event, wake);
  row.fires = needed_to_start(context);
  return row;
}

}  // namespace kuipc
