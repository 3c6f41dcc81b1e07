// SPDX-License-Identifier: Apache-2.0
// A thread's buffers, and addresses that no kernel should trust.
#pragma once

#include <cstddef>
#include <span>

#include "bench/descriptor.h"
#include "tests/fuzz/random.h"

namespace kuipc::fuzz {

class Memory {
 public:
  static constexpr std::size_t room_size = (1U << 20) + (1U << 16);

  Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory();

  [[nodiscard]] std::span<std::byte> room() const { return {begin_, room_size}; }
  // Size bytes behind which a page lies that nobody may touch.
  [[nodiscard]] std::byte* before_fence(std::size_t size) const {
    return begin_ + room_size - size;
  }
  // Nothing, the kernel's own, what is not mapped or may not be touched: nobody can read more than
  // unreadable_from bytes of it.
  static constexpr std::size_t unreadable_from = 64;
  [[nodiscard]] std::byte* unreadable(Random& random) const;
  // Nor write it: that, or what may only be read.
  [[nodiscard]] std::byte* unwritable(Random& random) const;
  // A page that never comes: whoever touches it waits until it is killed. Null where there is none.
  std::byte* stalled();

 private:
  void make_stalled();

  std::byte* begin_;
  Descriptor pager_;
  std::byte* stalled_ = nullptr;
  bool asked_ = false;
};

}  // namespace kuipc::fuzz
