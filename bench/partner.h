// SPDX-License-Identifier: Apache-2.0
// The process on the other side: a fork of the harness, gone when either of the two is.
#pragma once

#include <sys/types.h>

#include <exception>
#include <functional>
#include <optional>
#include <string>

#include "bench/death_watch.h"
#include "bench/taking_turns.h"
#include "bench/wake.h"

namespace kuipc {

// The CPU for a partner: -1, the harness's own, for one that blocks. One that spins takes another
// of those that this process had when it started, of another core and the same package where there
// is such a one; throws Unavailable where there is none.
int cpu_for_partner(Wake wake);

class Partner {
 public:
  // Forks. The partner runs answer, which ends by throwing; when the harness dies it calls
  // orphaned, in a signal handler, and goes. One that blocks stays on the harness's CPU, and
  // neither preempts the other: a round trip is two wakeups and two switches there, on any machine.
  // Throws Unavailable as cpu_for_partner() does.
  Partner(std::string name, Wake wake, const std::function<void()>& answer,
          const std::function<void()>& orphaned);
  Partner(const Partner&) = delete;
  Partner& operator=(const Partner&) = delete;
  ~Partner();

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

  // Throws what is behind error, which this side met: how the partner ended, if it did, else error.
  [[noreturn]] void blame(const std::exception& error) const;

 private:
  // Shared with the partner: why it failed.
  struct LastWords {
    LastWords();
    LastWords(const LastWords&) = delete;
    LastWords& operator=(const LastWords&) = delete;
    ~LastWords();
    static constexpr std::size_t room = 256;
    char* text;
  };

  [[noreturn]] void be_the_partner(pid_t harness, const std::function<void()>& answer,
                                   const std::function<void()>& orphaned) noexcept;
  [[nodiscard]] std::string end() const;

  std::string name_;
  int cpu_;
  LastWords last_words_;
  DeathWatch watch_;
  std::optional<TakingTurns> turns_;
  pid_t pid_ = -1;
};

}  // namespace kuipc
