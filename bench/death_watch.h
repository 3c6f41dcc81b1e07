// SPDX-License-Identifier: Apache-2.0
// What keeps a process from waiting for another one that is no more.
#pragma once

#include <csignal>
#include <ctime>

namespace kuipc {

// Set when a child of this process has ended while a DeathWatch lasts. From then on every wait of
// bench/patience.h is interrupted, again and again, so that none can miss it.
inline volatile std::sig_atomic_t partner_gone = 0;

// While it lasts SIGPIPE is ignored: a pipe without a reader is an error of write(2), not the end.
// One at a time.
class DeathWatch {
 public:
  DeathWatch();
  DeathWatch(const DeathWatch&) = delete;
  DeathWatch& operator=(const DeathWatch&) = delete;
  ~DeathWatch();

 private:
  timer_t again_{};
  struct sigaction child_before_ {};
  struct sigaction pipe_before_ {};
  sigset_t mask_before_{};
};

}  // namespace kuipc
