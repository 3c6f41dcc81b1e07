// SPDX-License-Identifier: Apache-2.0
// The program at the interface: hears each frame that comes in there, and sends it out again.
#pragma once

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

#include "bench/descriptor.h"
#include "bench/tap_device.h"

namespace kuipc {

class PacketSocket {
 public:
  // For frames with size bytes behind their Ethernet header.
  PacketSocket(int interface, std::size_t size) : frame_(ethernet_header + size) {
    sockaddr_ll here{};
    here.sll_family = AF_PACKET;
    here.sll_protocol = htons(ether_type);
    here.sll_ifindex = interface;
    checked(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&here), sizeof here), "bind",
            name);
  }

  // Waits for a frame, reads something of each cache line, as whoever uses a message does, and
  // sends the same bytes back.
  void answer() {
    const auto length = static_cast<std::size_t>(
        checked(recv(socket_.get(), frame_.data(), frame_.size(), MSG_TRUNC), "recv", name));
    if (length != frame_.size()) [[unlikely]] {
      errno = EMSGSIZE;
      throw_errno("recv", name);
    }
    for (std::size_t at = 0; at < length; at += 64)
      static_cast<void>(*static_cast<const volatile std::byte*>(&frame_[at]));
    checked(::send(socket_.get(), frame_.data(), length, 0), "send", name);
  }

 private:
  static constexpr const char* name = "a packet socket";
  // Of no protocol until it is bound: nothing comes from other interfaces meanwhile.
  Descriptor socket_{checked(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), "socket", name)};
  std::vector<std::byte> frame_;
};

}  // namespace kuipc
