// SPDX-License-Identifier: Apache-2.0
// The echo workload over a network card of our own: a message goes in as a frame, a program that
// listens at the interface sends it out again. Card and program are one task, so that a round trip
// shows what the two ways through the kernel cost, and no switch between the two.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>

#include "bench/link.h"
#include "bench/message.h"
#include "bench/own_network.h"
#include "bench/packet_socket.h"

namespace kuipc {

template <Link L>
class FrameEcho {
 public:
  static constexpr bool sleeps = L::info.cost.wakeups > 0;

  explicit FrameEcho(std::size_t size)
      : message_(size), link_(size), program_(link_.interface(), size) {
    std::ranges::copy(message_.bytes(), link_.message().begin());
  }

  void prepare(std::uint64_t number) {
    message_.number(number);
    // All that changed: the pattern behind it stays.
    const std::size_t head = std::min(message_.size(), sizeof(kuipc_message));
    std::memcpy(link_.message().data(), message_.bytes().data(), head);
  }
  void run() {
    link_.send();
    program_.answer();
    received_ = link_.receive();
  }
  void check() {
    if (received_.size() != message_.size()) [[unlikely]]
      verify();
  }
  void verify() { message_.expect(received_, std::string(L::info.name)); }

  [[nodiscard]] pid_t partner() const noexcept { return link_.partner(); }

 private:
  OwnNetwork network_;
  Message message_;
  L link_;
  PacketSocket program_;
  std::span<const std::byte> received_;
};

}  // namespace kuipc
