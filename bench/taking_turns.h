// SPDX-License-Identifier: Apache-2.0
// Two processes that take turns on one CPU, the same way each time.
#pragma once

#include <sched.h>

#include "bench/descriptor.h"

namespace kuipc {

// While it lasts this process, and what it forks, is of class SCHED_BATCH: a task of that class
// does not preempt the one that wakes it (sched(7)). Otherwise the scheduler's accounts, and with
// them what the harness does between two operations, decide whether a partner runs as soon as it is
// woken; its answer then finds a harness that has not slept, and the round trip has one wakeup
// where it usually has two. A run that was given a class of its own keeps it.
class TakingTurns {
 public:
  TakingTurns() {
    if (before_ == SCHED_OTHER)
      checked(sched_setscheduler(0, SCHED_BATCH, &none), "sched_setscheduler", "SCHED_BATCH");
  }
  TakingTurns(const TakingTurns&) = delete;
  TakingTurns& operator=(const TakingTurns&) = delete;
  ~TakingTurns() {
    if (before_ == SCHED_OTHER) sched_setscheduler(0, SCHED_OTHER, &none);
  }

 private:
  static constexpr sched_param none{};
  int before_ = sched_getscheduler(0);
};

}  // namespace kuipc
