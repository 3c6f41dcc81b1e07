// SPDX-License-Identifier: Apache-2.0
// Shared memory and a count of messages for each way. Who expects one waits until the count moves:
// asleep on the count by futex(2) (shm.futex), or looking at it all the time (shm, spin only).
//
//   harness   copy, count, FUTEX_WAKE --> box in shared memory --> FUTEX_WAIT, copy   partner
//             FUTEX_WAIT, copy <-- box in shared memory <-- copy, count, FUTEX_WAKE
//
// Per round trip: 4 copies, all of them in user space; asleep 4 system calls and 2 wakeups,
// spinning none of either: what is left is how long a cache line takes to another CPU.
//
// Limits: none but memory.
//
// In the real world: glibc's process-shared mutexes, condition variables and semaphores (futex);
// DPDK, LMAX Disruptor and other rings whose readers never sleep (spin).
#pragma once

#include <immintrin.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench/patience.h"
#include "bench/peers/shared_memory.h"

namespace kuipc::peers {

template <Wake wake>
class SharedMemory {
 public:
  static constexpr PeerInfo info =
      wake == Wake::spin ? PeerInfo{.name = "shm", .spin = Cost{.copies = 4}}
                         : PeerInfo{.name = "shm",
                                    .variant = "futex",
                                    .block = Cost{.syscalls = 4, .copies = 4, .wakeups = 2}};

  SharedMemory(std::size_t size, Wake /*wake*/) : bytes_(Boxes::bytes(size)) {
    memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) throw_errno("mmap", name);
    boxes_ = Boxes(memory_, size);
  }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  ~SharedMemory() { munmap(memory_, bytes_); }

  void take(Side side, pid_t /*other*/) { side_ = side; }

  void send(const Parcel& message) {
    Box& box = boxes_.out(side_);
    box.put(message);
    box.count.fetch_add(1, std::memory_order_release);  // paired with wait_for()'s acquire
    if constexpr (wake == Wake::block) futex(box, FUTEX_WAKE, 1);
  }

  std::size_t receive(Parcel& parcel) {
    Box& box = boxes_.in(side_);
    wait_for(box, ++received_);
    return box.get(parcel);
  }

 private:
  static constexpr const char* name = "shared memory";

  static void futex(Box& box, int operation, std::uint32_t value) {
    syscall(SYS_futex, &box.count, operation, value, nullptr, nullptr, 0);
  }

  static void wait_for(Box& box, std::uint32_t wanted) {
    for (;;) {
      const std::uint32_t seen = box.count.load(std::memory_order_acquire);
      if (seen == wanted) return;
      expect_partner("wait", name);
      if constexpr (wake == Wake::block)
        futex(box, FUTEX_WAIT, seen);
      else
        _mm_pause();
    }
  }

  std::size_t bytes_;
  void* memory_;
  Boxes boxes_;
  std::uint32_t received_ = 0;
  Side side_ = Side::harness;
};

using ShmFutex = SharedMemory<Wake::block>;
using ShmSpin = SharedMemory<Wake::spin>;

}  // namespace kuipc::peers
