// SPDX-License-Identifier: Apache-2.0
// How processes of a run are killed, and whether they die.
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>

#include "tests/fuzz/supervisor.h"

namespace kuipc::fuzz {
namespace {

using namespace std::chrono_literals;

// It waits meanwhile for something that is not ours.
constexpr auto patience = 5s;

// It may go while this looks.
std::vector<std::filesystem::path> threads_of(pid_t process) {
  std::vector<std::filesystem::path> threads;
  std::error_code gone;
  std::filesystem::directory_iterator entry("/proc/" + std::to_string(process) + "/task", gone);
  for (; !gone && entry != std::filesystem::directory_iterator{}; entry.increment(gone))
    threads.push_back(entry->path());
  return threads;
}

// Where each of its threads is.
std::string stacks_of(pid_t process) {
  std::string stacks;
  for (const auto& thread : threads_of(process)) stacks += text_of(thread / "stack");
  return stacks;
}

// Who has but the CPU time that nobody wants would take for ever to die.
void let_run(pid_t process) {
  const sched_param none{};
  for (const auto& path : threads_of(process)) {
    const int thread = std::atoi(path.filename().c_str());
    sched_setscheduler(thread, SCHED_OTHER, &none);
    setpriority(PRIO_PROCESS, static_cast<id_t>(thread), -5);
  }
}

}  // namespace

// One at a time: a process that waits for another, which was killed before it, would go with it.
void Supervisor::kill_those_due() {
  for (const auto& slot : slots_)
    if (slot->pid != 0 && slot->killed) return;
  for (const auto& slot : slots_) {
    if (slot->pid == 0 || Clock::now() < slot->kill_at) continue;
    return kill_now(*slot);
  }
}

// The kernel has locks that SIGKILL does not reach, such as that on the position of a file which
// two processes have: whoever waits there for one that stalls goes when that one goes. A module of
// ours is not to have such a lock.
void Supervisor::look_for_the_undying() {
  const auto now = Clock::now();
  for (const auto& slot : slots_) {
    if (slot->pid == 0 || !slot->killed || now < slot->killed_at + patience) continue;
    const bool too_long = now >= slot->killed_at + longest_death;
    if (slot->others_killed && !too_long) continue;
    const std::string stacks = stacks_of(slot->pid);
    if (too_long)
      shared_.find("a process did not die within %ld s of SIGKILL; it is in: %s",
                   static_cast<long>(longest_death.count()), stacks.c_str());
    else if (stacks.find("[kuipc_") == std::string::npos)
      kill_all_but(*slot);
  }
}

void Supervisor::kill_all_but(Slot& waiting) {
  waiting.others_killed = true;
  for (const auto& slot : slots_)
    if (slot->pid != 0 && !slot->killed) kill_now(*slot);
}

void Supervisor::kill_now(Slot& slot) {
  kill(slot.pid, SIGKILL);
  let_run(slot.pid);
  slot.killed = true;
  slot.killed_at = Clock::now();
}

}  // namespace kuipc::fuzz
