// SPDX-License-Identifier: Apache-2.0
// Who calls: a process with a role, and each of its threads with choices, buffers and faults of its
// own. Every call goes through call(), which counts it and may have something fail in it.
#pragma once

#include <cerrno>
#include <cstdint>
#include <memory>

#include "tests/fuzz/coverage.h"
#include "tests/fuzz/faults.h"
#include "tests/fuzz/files.h"
#include "tests/fuzz/memory.h"
#include "tests/fuzz/messages.h"
#include "tests/fuzz/random.h"
#include "tests/fuzz/shared.h"

namespace kuipc::fuzz {

struct Role {
  enum class Who { root, user, was_root, root_of_its_own };  // the last: in a user namespace

  Who who = Who::root;
  enum class Work { calls, loads, listens } work = Work::calls;  // listens: a stranger
  bool own_network = false, own_mounts = false, little_memory = false;
  unsigned more_threads = 0;
  unsigned steps = 0;

  [[nodiscard]] bool privileged() const { return who == Who::root; }
};

struct Process {
  Shared& shared;
  const Messages& messages;
  const Symbols& symbols;
  Parts parts;  // of this run
  Parts now;    // the interfaces of this epoch
  Role role{};
  std::uint64_t seed = 0;
  std::array<int, 2> exchange{-1, -1};  // by which processes hand descriptors on: in, out
  Kcov* kcov = nullptr;
  Files files{};
};

class Ring;

struct Worker {
  Worker(Process& of, std::uint64_t seed);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  template <class Call>
  long call(Part part, Call&& body) {
    const bool failing = faults.possible() && random.once_in(32) && faults.begin(nth());
    const long result = body();
    const int error = errno;
    if (failing) faults.end();
    process.shared.count(part, result >= 0);
    errno = error;
    return result;
  }

  // How often a call is made that costs little: mostly once, else again and again, while the calls
  // of others come in between.
  std::size_t times() { return random.once_in(3) ? 1 + random.below(128) : 1; }

  // What only the initial user namespace's CAP_NET_ADMIN may do: whoever lacks it is refused.
  template <class Call>
  long guarded(Part part, const char* what, Call&& body) {
    const long result = call(part, body);
    if (result >= 0 && !process.role.privileged()) not_refused(part, what, result);
    return result;
  }

  // An address with so many bytes behind it; rarely, one that the kernel has to refuse.
  std::byte* room(std::size_t size);
  // Memory that never comes, once in so many times; else null.
  std::byte* never(std::size_t times);
  Bytes message(std::size_t largest) { return process.messages.any(random, largest); }
  // Where a message is read from: its own address, or seldom a bad one.
  const std::byte* source(Bytes message);

  // What was read has to be a message of this run.
  void expect_message(Part part, const char* what, Bytes read);
  void expect_event(Part part, const char* what, Bytes read);

  Part stem();  // of a transport of this epoch
  int file(Kind kind) { return process.files.get(*this, kind); }

  Process& process;
  Random random;
  Memory memory;
  Faults faults;
  std::unique_ptr<Ring> ring;  // of io_uring, made at its first use

 private:
  unsigned nth() { return 1 + static_cast<unsigned>(random.below(random.once_in(4) ? 40 : 6)); }
  void not_refused(Part part, const char* what, long result);
};

}  // namespace kuipc::fuzz
