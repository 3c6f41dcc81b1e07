// SPDX-License-Identifier: Apache-2.0
// Starts processes, ends them, disturbs them, and looks at what became of it all.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/fuzz/kernel_log.h"
#include "tests/fuzz/options.h"
#include "tests/fuzz/process.h"

namespace kuipc::fuzz {

// How long a process that was killed may live. Everything takes a while on an emulated machine, but
// it waits for nobody.
constexpr auto longest_death = std::chrono::seconds(60);

// A file's text in one line.
std::string text_of(const std::string& path);

class Supervisor {
 public:
  explicit Supervisor(const Options& options);

  // Until the time is up or something was found; afterwards no process and no module is left.
  void run();
  [[nodiscard]] const Shared& shared() const { return shared_; }
  [[nodiscard]] const Symbols& symbols() const { return symbols_; }
  // What those called who were there when something was found.
  [[nodiscard]] Parts called_then() const;
  [[nodiscard]] std::chrono::seconds elapsed() const;

 private:
  using Clock = std::chrono::steady_clock;

  struct Slot {
    pid_t pid = 0;
    Role role;
    Parts now;
    std::uint64_t seed = 0;
    Clock::time_point kill_at, killed_at;
    bool killed = false;
    bool others_killed = false;  // that it may wait for
    Kcov kcov;
  };

  void prepare();
  void choose_epoch();
  void start_missing();
  bool may_have_little();
  [[nodiscard]] bool somebody_loads() const;
  void start(Slot& slot);
  void reap();
  void ended(Slot& slot, int status);
  void kill_those_due();
  void kill_now(Slot& slot);
  void kill_all_but(Slot& waiting);
  void look_for_the_undying();
  void disturb_cpus();
  void show_progress();
  void end_all();
  void take_modules_out();
  [[nodiscard]] bool any_left() const;

  Options options_;
  Shared& shared_;
  Messages messages_;
  Symbols symbols_;
  KernelLog log_;
  Random random_;
  Parts now_;
  bool loading_ = false;  // this epoch belongs to who loads modules and opens what is coming
  std::array<Descriptor, 2> exchange_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::uint64_t rounds_ = 0, epoch_ = 0, unfit_ = 0, little_ = 0;
  Clock::time_point began_ = Clock::now();
  Clock::time_point next_epoch_ = began_, next_cpu_ = began_ + std::chrono::seconds(5),
                    next_line_ = began_ + std::chrono::seconds(10);
  bool cpu_online_ = true;
};

}  // namespace kuipc::fuzz
