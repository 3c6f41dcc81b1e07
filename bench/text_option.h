// SPDX-License-Identifier: Apache-2.0
// The operations of sockopt_text: push notes a full line, pull fetches the one answer there is.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "bench/control_node.h"
#include "bench/message.h"
#include "bench/transports/sockopt_text.h"

namespace kuipc {

// What the kernel took is known from its counters only: it gives nothing of it back. They are not
// compared to the message: a batch runs without being prepared, and counting there would be
// measured.
class TextPush {
 public:
  static constexpr std::size_t size = KUIPC_SOCKOPT_TEXT_ROOM;

  TextPush() { text_.fill(std::byte{'x'}); }

  void prepare(std::uint64_t /*number*/) { ++prepared_; }
  void run() { option_.send(text_); }
  void check() {}
  void verify() const {
    const kuipc_stats now = node_.stats();
    const __u64 taken = now.received - before_.received;
    if (taken < prepared_ || now.bytes_received - before_.bytes_received != taken * size)
      throw WrongData("sockopt_text: the kernel did not take what was sent");
  }

 private:
  SockoptText option_;
  ControlNode node_{SockoptText::info.stem};
  kuipc_stats before_ = node_.stats();
  std::array<std::byte, size> text_{};
  std::uint64_t prepared_ = 0;
};

class TextPull {
 public:
  static constexpr std::size_t size = sizeof KUIPC_SOCKOPT_TEXT_ANSWER;  // with its NUL

  void prepare(std::uint64_t /*number*/) {}
  void run() { length_ = option_.receive(room_); }
  void check() const {
    if (length_ != size) throw WrongData("sockopt_text: the answer is not whole");
  }
  void verify() {
    if (std::memcmp(room_.data(), KUIPC_SOCKOPT_TEXT_ANSWER, size) != 0)
      throw WrongData("sockopt_text: another answer than the one there is");
    room_.fill(std::byte{0xee});
  }

 private:
  SockoptText option_;
  std::array<std::byte, KUIPC_SOCKOPT_TEXT_ROOM> room_{};
  std::size_t length_ = 0;
};

}  // namespace kuipc
