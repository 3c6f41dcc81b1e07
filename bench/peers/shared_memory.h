// SPDX-License-Identifier: Apache-2.0
// What the peers in shared memory have in common: a box for each way.
#pragma once

#include <atomic>
#include <cstring>

#include "bench/peer.h"

namespace kuipc::peers {

// The count of messages put here; the latest one follows, on cache lines of its own, so that a side
// that polls the count does not take away a line that the other one fills.
struct alignas(64) Box {
  std::atomic<std::uint32_t> count;

  [[nodiscard]] std::byte* bytes() { return reinterpret_cast<std::byte*>(this + 1); }

  void put(const Parcel& message) {
    std::memcpy(bytes(), message.bytes().data(), message.bytes().size());
  }
  std::size_t get(Parcel& parcel) {
    std::memcpy(parcel.bytes().data(), bytes(), parcel.bytes().size());
    return parcel.bytes().size();
  }
};
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

// Both boxes, in memory of bytes(size) that is all zero.
class Boxes {
 public:
  Boxes() = default;
  Boxes(void* memory, std::size_t size)
      : there_(static_cast<Box*>(memory)),
        back_(reinterpret_cast<Box*>(static_cast<std::byte*>(memory) + stride(size))) {}

  static std::size_t bytes(std::size_t size) { return 2 * stride(size); }

  // Where side puts what it sends, and where it finds what comes.
  [[nodiscard]] Box& out(Side side) const { return *(side == Side::harness ? there_ : back_); }
  [[nodiscard]] Box& in(Side side) const { return *(side == Side::harness ? back_ : there_); }

 private:
  static std::size_t stride(std::size_t size) { return sizeof(Box) + (size + 63) / 64 * 64; }

  Box* there_ = nullptr;
  Box* back_ = nullptr;
};

}  // namespace kuipc::peers
