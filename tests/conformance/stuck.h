// SPDX-License-Identifier: Apache-2.0
// A process that waits, in a system call, for a page of its memory that never comes.
#pragma once

#include <sys/types.h>

#include <functional>
#include <span>

#include "tests/conformance/support.h"

namespace kuipc::conformance {

class Stuck {
 public:
  // call gets the memory and lets the kernel touch it. Construction returns once it waits there, or
  // once it has come back without.
  explicit Stuck(const std::function<void(std::span<std::byte>)>& call);
  Stuck(const Stuck&) = delete;
  Stuck& operator=(const Stuck&) = delete;
  ~Stuck();

  // Kills it; whether it then goes.
  bool dies();

 private:
  pid_t process_ = -1;
};

// Runs body in a forked child; whether it comes to its end, with status 0. One that does not is
// killed, and left to init.
bool finishes(const std::function<int()>& body);

}  // namespace kuipc::conformance
