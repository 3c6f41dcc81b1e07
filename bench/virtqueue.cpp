// SPDX-License-Identifier: Apache-2.0
#include "bench/virtqueue.h"

#include <sys/eventfd.h>

// The legacy layout comes with a function that is not C++.
#define VIRTIO_RING_NO_LEGACY
#include <linux/virtio_ring.h>

namespace kuipc {
namespace {

constexpr const char* name = "a virtqueue";

Descriptor counter() {
  return Descriptor(checked(eventfd(0, EFD_CLOEXEC), "eventfd", name));
}

}  // namespace

Virtqueue::Virtqueue(Vring& ring, std::span<std::byte> buffers, std::size_t size, Device device)
    : ring_(ring), buffers_(buffers), size_(size), kick_(counter()), call_(counter()) {
  for (std::uint16_t slot = 0; slot < count(); ++slot)
    ring_.buffers[slot] = {
        .address = reinterpret_cast<__u64>(buffer(slot).data()),
        .length = static_cast<__u32>(size_),
        .flags = static_cast<__u16>(device == Device::writes ? VRING_DESC_F_WRITE : 0),
        .next = 0};
  if (device == Device::reads) ring_.available.flags = VRING_AVAIL_F_NO_INTERRUPT;
}

void Virtqueue::offer() {
  ring_.available.ring[offered_ % Vring::slots] = static_cast<__u16>(offered_ % count());
  ++offered_;
  // The device reads the index and then the slot (vhost_get_vq_desc()).
  std::atomic_ref(ring_.available.index).store(offered_, std::memory_order_release);
  // The index, then the flag: the device clears the flag, then looks at the index once more
  // (vhost_enable_notify()). One of the two sees the other.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (std::atomic_ref(ring_.used.flags).load(std::memory_order_relaxed) & VRING_USED_F_NO_NOTIFY)
    return;
  const std::uint64_t one = 1;
  checked(write(kick_.get(), &one, sizeof one), "kick", name);
}

std::span<std::byte> Virtqueue::take() {
  do {
    std::uint64_t calls = 0;
    checked(read(call_.get(), &calls, sizeof calls), "wait for a call of", name);
  } while (used_index() == taken_);
  const Vring::UsedBuffer used = ring_.used.ring[taken_ % Vring::slots];
  if (used.slot != taken_ % count() || used.length > size_) [[unlikely]] {
    errno = EPROTO;
    throw_errno("used buffer of", name);
  }
  return buffer(taken_++).first(used.length);
}

}  // namespace kuipc
