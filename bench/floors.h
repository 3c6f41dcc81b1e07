// SPDX-License-Identifier: Apache-2.0
// The floors: what nothing can beat here. Each is an Operation like those of the workloads, so that
// it is measured by the same code.
#pragma once

#include <linux/futex.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstring>
#include <vector>

#include "bench/descriptor.h"
#include "bench/message.h"
#include "bench/taking_turns.h"
#include "bench/transports/noop.h"

namespace kuipc {

// The clock's own cost: what every other row of a counted run contains.
struct Empty {
  void prepare(std::uint64_t /*number*/) {}
  void run() {}
  void check() {}
  void verify() {}
};

// The null system call, by its number, so that no C library can answer from a cache.
struct NullSyscall {
  void prepare(std::uint64_t /*number*/) {}
  void run() { parent_ = syscall(SYS_getppid); }
  void check() {}
  void verify() {
    if (parent_ != getppid()) throw WrongData("getppid: not our parent");
  }

 private:
  long parent_ = -1;
};

// Entering the kernel through a device and leaving again.
struct NoopCall {
  void prepare(std::uint64_t /*number*/) {}
  void run() { noop_.call(); }
  void check() {}
  void verify() {}

 private:
  Noop noop_;
};

// One copy of size bytes within the process.
class Memcpy {
 public:
  explicit Memcpy(std::size_t size) : message_(size), room_(size) {}
  void prepare(std::uint64_t number) { message_.number(number); }
  void run() {
    std::memcpy(room_.data(), message_.bytes().data(), room_.size());
    asm volatile("" : : "r"(room_.data()) : "memory");  // the copy is read by somebody
  }
  void check() {}
  void verify() { message_.expect(room_, "memcpy"); }

 private:
  Message message_;
  std::vector<std::byte> room_;
};

// Two processes that take turns on one CPU by a futex each: wake the other, sleep until woken. One
// operation is there and back: two switches, two wakeups.
class TaskSwitch {
 public:
  static constexpr bool sleeps = true;

  TaskSwitch()
      : turns_(static_cast<Turns*>(checked_map(mmap(nullptr, sizeof(Turns), PROT_READ | PROT_WRITE,
                                                    MAP_SHARED | MAP_ANONYMOUS, -1, 0)))),
        child_(checked(fork(), "fork", "the other task")) {
    if (child_ == 0) answer();
  }
  TaskSwitch(const TaskSwitch&) = delete;
  TaskSwitch& operator=(const TaskSwitch&) = delete;
  ~TaskSwitch() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    munmap(turns_, sizeof(Turns));
  }

  [[nodiscard]] pid_t partner() const noexcept { return child_; }

  void prepare(std::uint64_t /*number*/) {}
  void run() {
    pass(turns_->there);
    await(turns_->back, ++round_);
  }
  void check() {}
  void verify() {
    if (turns_->there.load() != round_ || turns_->back.load() != round_)
      throw WrongData("task switch: the other task is out of step");
  }

 private:
  struct Turns {
    std::atomic<std::uint32_t> there;
    std::atomic<std::uint32_t> back;
  };

  static void* checked_map(void* mapping) {
    if (mapping == MAP_FAILED) throw_errno("mmap", "a shared page");
    return mapping;
  }
  static long futex(std::atomic<std::uint32_t>& word, int operation, std::uint32_t value) {
    return syscall(SYS_futex, &word, operation, value, nullptr, nullptr, 0);
  }
  static void pass(std::atomic<std::uint32_t>& turn) {
    turn.fetch_add(1);
    futex(turn, FUTEX_WAKE, 1);
  }
  static void await(std::atomic<std::uint32_t>& turn, std::uint32_t wanted) {
    for (std::uint32_t seen = turn.load(); seen != wanted; seen = turn.load())
      futex(turn, FUTEX_WAIT, seen);
  }
  [[noreturn]] void answer() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (std::uint32_t round = 1;; ++round) {
      await(turns_->there, round);
      pass(turns_->back);
    }
  }

  TakingTurns batch_;  // before there is a child, which inherits it
  Turns* turns_;
  std::uint32_t round_ = 0;
  pid_t child_;
};

}  // namespace kuipc
