// SPDX-License-Identifier: Apache-2.0
#include "bench/death_watch.h"

#include "bench/descriptor.h"

namespace kuipc {
namespace {

// Which wait is under way, or about to begin, cannot be known in the handler: so its signal comes
// again, until the wait that missed the first one has met another.
timer_t again;

// Async-signal-safe: one store, one system call.
void child_ended(int /*signal*/) {
  partner_gone = 1;
  constexpr timespec soon{0, 10000000};
  const itimerspec period{soon, soon};
  timer_settime(again, 0, &period, nullptr);
}

}  // namespace

DeathWatch::DeathWatch() {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGCHLD;
  checked(timer_create(CLOCK_MONOTONIC, &event, &again_), "timer_create", "of the partner's death");
  again = again_;
  partner_gone = 0;

  struct sigaction action {};
  action.sa_handler = child_ended;
  action.sa_flags = SA_NOCLDSTOP;  // and not SA_RESTART: waits have to end
  sigaction(SIGCHLD, &action, &child_before_);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, &pipe_before_);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_UNBLOCK, &child, &mask_before_);
}

DeathWatch::~DeathWatch() {
  timer_delete(again_);
  sigaction(SIGCHLD, &child_before_, nullptr);
  sigaction(SIGPIPE, &pipe_before_, nullptr);
  sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
  partner_gone = 0;
}

}  // namespace kuipc
