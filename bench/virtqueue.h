// SPDX-License-Identifier: Apache-2.0
// A virtqueue as a driver sees it: the split ring of virtio 1.0 (section 2.6) in memory of this
// process, with an eventfd to kick the device and another one by which it calls.
#pragma once

#include <linux/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "bench/descriptor.h"

namespace kuipc {

// The three parts of a queue, each in cache lines of its own. Everything is little endian.
struct Vring {
  static constexpr std::uint16_t slots = 4;

  struct Buffer {
    __u64 address;
    __u32 length;
    __u16 flags;
    __u16 next;
  };
  struct Available {
    __u16 flags;
    __u16 index;
    __u16 ring[slots];
  };
  struct UsedBuffer {
    __u32 slot;
    __u32 length;
  };
  struct Used {
    __u16 flags;
    __u16 index;
    UsedBuffer ring[slots];
  };

  alignas(64) Buffer buffers[slots];
  alignas(64) Available available;
  alignas(64) Used used;
};

// What the device does with the buffers of a queue.
enum class Device { reads, writes };

class Virtqueue {
 public:
  // buffers: as many as the queue shall have, at most Vring::slots, one behind the other, of size
  // bytes each. A queue that the device reads from asks for no calls.
  Virtqueue(Vring& ring, std::span<std::byte> buffers, std::size_t size, Device device);

  // Hands the next buffer to the device, and kicks it unless it has said that it will look.
  void offer();

  // Waits for the device's call, until it has given a buffer back: the bytes that are used of it.
  std::span<std::byte> take();

  // The buffer that is offered next.
  [[nodiscard]] std::span<std::byte> next() const noexcept { return buffer(offered_); }
  // Whether the device has given back all that it was offered.
  [[nodiscard]] bool all_used() const noexcept { return used_index() == offered_; }

  [[nodiscard]] std::uint16_t count() const noexcept {
    return static_cast<std::uint16_t>(buffers_.size() / size_);
  }
  [[nodiscard]] int kick() const noexcept { return kick_.get(); }
  [[nodiscard]] int call() const noexcept { return call_.get(); }
  [[nodiscard]] const Vring& ring() const noexcept { return ring_; }

 private:
  [[nodiscard]] std::span<std::byte> buffer(std::uint16_t number) const noexcept {
    return buffers_.subspan(number % count() * size_, size_);
  }
  [[nodiscard]] std::uint16_t used_index() const noexcept {
    return std::atomic_ref(ring_.used.index).load(std::memory_order_acquire);
  }

  Vring& ring_;
  std::span<std::byte> buffers_;
  std::size_t size_;
  std::uint16_t offered_ = 0;  // since the beginning, modulo 2^16 as in the ring
  std::uint16_t taken_ = 0;
  Descriptor kick_;
  Descriptor call_;
};

}  // namespace kuipc
