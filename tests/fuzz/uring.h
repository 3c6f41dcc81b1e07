// SPDX-License-Identifier: Apache-2.0
// A thread's io_uring, and what others do by way of it.
#pragma once

#include <liburing.h>

#include <algorithm>
#include <array>

#include "tests/fuzz/worker.h"

namespace kuipc::fuzz {

struct Asked {
  Kind kind{};
  bool whole = false;  // a read from 0, which tells where a message ends
};

// What is under way may still write into its buffer: each has one until it has come back.
class Ring {
 public:
  static constexpr unsigned entries = 8;
  static constexpr std::size_t room = 1U << 14;

  Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring();

  [[nodiscard]] bool works() const { return works_; }
  // An entry with a buffer of its own, or null: all are under way. Its number is its user_data.
  io_uring_sqe* next(unsigned& number);
  [[nodiscard]] bool is_busy() const {
    return std::find(busy_.begin(), busy_.end(), true) != busy_.end();
  }
  Asked& asked(unsigned number) { return asked_[number]; }
  std::byte* buffer(unsigned number) { return buffers_[number].data(); }
  // Hands in what next() gave, waits a moment at the most, and calls done(number, result) for each
  // that came back.
  template <class Done>
  void submit(bool wait, Done&& done) {
    if (io_uring_submit(&ring_) < 0) return;
    io_uring_cqe* entry = nullptr;
    __kernel_timespec moment{0, 2000000};
    if (wait) io_uring_wait_cqe_timeout(&ring_, &entry, &moment);
    take(done);
  }
  // What came back.
  template <class Done>
  void take(Done&& done) {
    io_uring_cqe* entry = nullptr;
    while (io_uring_peek_cqe(&ring_, &entry) == 0) {
      const auto number = static_cast<unsigned>(io_uring_cqe_get_data64(entry));
      const int result = entry->res;
      io_uring_cqe_seen(&ring_, entry);
      if (number >= entries) continue;  // a timeout of liburing's
      busy_[number] = false;
      done(number, result);
    }
  }

 private:
  io_uring ring_{};
  bool works_ = false;
  std::array<bool, entries> busy_{};
  std::array<Asked, entries> asked_{};
  // Never given back: a ring that is closed may still have something under way.
  std::array<std::byte, room>* buffers_;
};

// The thread's own, made at the first use; null where there can be none.
Ring* ring_of(Worker& worker);
// Has another task of this process write a message that stays where it is.
void write_aside(Worker& worker, int file, Bytes message);
// Whether anything of this thread's is under way there; takes what has come back.
bool is_under_way(Worker& worker);

}  // namespace kuipc::fuzz
