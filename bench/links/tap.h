// SPDX-License-Identifier: Apache-2.0
// tap: the frames of a tap device by read and write.
//
//   write(tap, frame) ---> tun: allocate an skb, copy in, netif_receive_skb()
//
//   recv at a packet socket, the program <---copy--- the skb in its queue
//
//   send there ---copy---> an skb; its device is the tap: dev_queue_xmit(), into the tap's ring
//
//   read(tap) <--- tun: copy out, free
//
// Per round trip: 4 system calls, 4 copies, 2 allocations, no wakeup while one task is on both
// sides. In the real world: OpenVPN, user-mode networking (slirp, passt), QEMU without vhost.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/link.h"
#include "bench/tap_device.h"

namespace kuipc::links {

class Tap {
 public:
  static constexpr LinkInfo info{.name = "tap", .cost = {.syscalls = 4, .copies = 4}};
  static constexpr const char* remedy = "needs tun: modprobe tun, or a kernel with CONFIG_TUN";

  explicit Tap(std::size_t size) : outgoing_(ethernet_header + size), incoming_(outgoing_.size()) {
    put_ether_type(outgoing_);
  }

  [[nodiscard]] std::span<std::byte> message() noexcept {
    return std::span(outgoing_).subspan(ethernet_header);
  }

  void send() {
    checked(write(device_.descriptor(), outgoing_.data(), outgoing_.size()), "write", name);
  }

  std::span<const std::byte> receive() {
    const auto length =
        checked(read(device_.descriptor(), incoming_.data(), incoming_.size()), "read", name);
    return std::span(incoming_).first(static_cast<std::size_t>(length)).subspan(ethernet_header);
  }

  [[nodiscard]] int interface() const noexcept { return device_.interface(); }
  [[nodiscard]] pid_t partner() const noexcept { return 0; }

 private:
  static constexpr const char* name = "a tap device";
  TapDevice device_{TapDevice::Header::none};
  std::vector<std::byte> outgoing_;
  std::vector<std::byte> incoming_;
};

}  // namespace kuipc::links
