// SPDX-License-Identifier: Apache-2.0
// System V shared memory, and a System V semaphore for each way that says "full".
//
//   harness   copy, semop +1 --> box in shared memory --> semop -1, copy   partner
//             semop -1, copy <-- box in shared memory <-- copy, semop +1
//
// Per round trip: 4 system calls, 4 copies, all of them in user space, 2 wakeups when blocking. The
// kernel sees no byte of the message.
//
// Limits: kernel.shmmax, which nobody meets; kernel.sem for the number of semaphores.
//
// In the real world: PostgreSQL, Oracle and other databases for their buffers (not their messages).
#pragma once

#include <sys/sem.h>
#include <sys/shm.h>

#include <cstdint>

#include "bench/patience.h"
#include "bench/peers/shared_memory.h"
#include "bench/peers/system_v.h"

namespace kuipc::peers {

class Semaphores {
 public:
  // count of them, each 0.
  explicit Semaphores(int count)
      : id_(make_system_v([=] { return semget(IPC_PRIVATE, count, 0600); }, "semget")) {}
  Semaphores(const Semaphores&) = delete;
  Semaphores& operator=(const Semaphores&) = delete;
  ~Semaphores() { remove(); }

  [[nodiscard]] int id() const noexcept { return id_; }
  void remove() const noexcept { semctl(id_, 0, IPC_RMID); }

 private:
  int id_;
};

class ShmSemaphore {
 public:
  static constexpr PeerInfo info{.name = "shm",
                                 .variant = "semaphore",
                                 .block = Cost{.syscalls = 4, .copies = 4, .wakeups = 2},
                                 .spin = Cost{.syscalls = 4, .copies = 4}};

  ShmSemaphore(std::size_t size, Wake wake)
      : memory_(Boxes::bytes(size)), wait_(wake == Wake::spin ? IPC_NOWAIT : 0) {
    boxes_ = Boxes(memory_.address, size);
  }

  void take(Side side, pid_t /*other*/) { side_ = side; }

  void send(const Parcel& message) {
    boxes_.out(side_).put(message);
    add(out(), 1);
  }

  std::size_t receive(Parcel& parcel) {
    add(1 - out(), -1);
    return boxes_.in(side_).get(parcel);
  }

  void remove() const noexcept { full_.remove(); }

 private:
  [[nodiscard]] unsigned short out() const { return side_ == Side::harness ? 0 : 1; }

  void add(int semaphore, short count) {
    sembuf step{static_cast<unsigned short>(semaphore), count, wait_};
    patiently([&] { return semop(full_.id(), &step, 1); }, "semop", "System V semaphore");
  }

  // Marked for removal while it is mapped: it goes with the last process that has it.
  struct Memory {
    explicit Memory(std::size_t bytes) {
      const int id = make_system_v([=] { return shmget(IPC_PRIVATE, bytes, 0600); }, "shmget");
      address = shmat(id, nullptr, 0);
      const int error = errno;
      shmctl(id, IPC_RMID, nullptr);
      errno = error;
      if (reinterpret_cast<std::intptr_t>(address) == -1) throw_errno("shmat", "IPC_PRIVATE");
    }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory() { shmdt(address); }
    void* address;
  };

  Memory memory_;
  Boxes boxes_;
  Semaphores full_{2};
  short wait_;
  Side side_ = Side::harness;
};

}  // namespace kuipc::peers
