// SPDX-License-Identifier: Apache-2.0
// A tap device: an Ethernet interface of the kernel's whose cable ends in this process.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "bench/descriptor.h"

namespace kuipc {

inline constexpr std::size_t ethernet_header = 14;  // bytes
// The largest MTU that a tap device takes: a frame is at most 65,535 bytes.
inline constexpr std::size_t largest_frame_payload = 65535 - ethernet_header;
// "Local experimental" (IEEE 802): no protocol of the kernel's listens for it.
inline constexpr unsigned short ether_type = 0x88b5;

// The last two bytes of a frame's header, in network order; the addresses before them are nobody's.
inline void put_ether_type(std::span<std::byte> frame) {
  frame[ethernet_header - 2] = std::byte{ether_type >> 8};
  frame[ethernet_header - 1] = std::byte{ether_type & 0xff};
}

// struct virtio_net_hdr_v1 of linux/virtio_net.h, a header that is not C++: what the card is to do
// for the frame that follows. All zeros: nothing.
inline constexpr std::size_t virtio_header = 12;  // bytes

class TapDevice {
 public:
  enum class Header { none, virtio };

  // Makes the interface in the network namespace at hand, and brings it up with the largest MTU. No
  // frame comes out that nobody sent: it has no ARP, no IPv6. Each frame at the descriptor begins
  // with the header named, a struct virtio_net_hdr_v1. Throws std::system_error: ENOENT or ENODEV
  // where the kernel has no tun, EPERM without CAP_NET_ADMIN.
  explicit TapDevice(Header header);

  [[nodiscard]] int descriptor() const noexcept { return file_.get(); }
  [[nodiscard]] int interface() const noexcept { return interface_; }

 private:
  Descriptor file_;
  int interface_ = 0;
};

}  // namespace kuipc
