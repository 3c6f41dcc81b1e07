// SPDX-License-Identifier: Apache-2.0
// For the particulars of one transport: system calls as they are, and a task that is sure to wait.
#pragma once

#include <pthread.h>

#include <functional>
#include <future>

#include "tests/conformance/support.h"

namespace kuipc::conformance {

// What a system call returned, as the kernel says it: the result, or -errno.
template <class Result>
long outcome(Result result) {
  return result < 0 ? -errno : static_cast<long>(result);
}

// Runs call in a thread of its own. Construction returns once that thread sleeps in the kernel, or,
// for a call that never sleeps, once it runs.
class Waiting {
 public:
  enum Until { asleep, running };
  explicit Waiting(std::function<long()> call, Until until = asleep);
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting();

  // A signal whose handler does nothing and does not restart the call.
  void interrupt();
  [[nodiscard]] bool still_waits();
  // What the call returned; -ETIMEDOUT when it did not within two seconds (and then interrupts it).
  long result();

 private:
  void run(const std::function<long()>& call);

  std::promise<long> promise_;
  std::future<long> result_ = promise_.get_future();
  std::promise<pid_t> started_;
  pid_t task_ = 0;
  pthread_t thread_{};
  std::function<long()> call_;
};

}  // namespace kuipc::conformance
