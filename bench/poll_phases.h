// SPDX-License-Identifier: Apache-2.0
// Where in its loop a message meets a reader that polls.
#pragma once

#include <algorithm>
#include <cstdint>

namespace kuipc {

// Counted, a reader that polls on at once keeps step with an open loop: the place at which one
// message meets it decides on the next one's, which soon is the same for a whole row, and which one
// that is depends on anything. One that begins when it is told here is met at all places evenly,
// since the fractional parts of the multiples of an irrational number are (Weyl, 1916). Not of the
// golden ratio, the most even of all: the tick comes with about every eighth message, 8 is a
// Fibonacci number, and so those messages alone would meet a reader in one half of its loop or in
// the other. With the square root of 3 both they and all are spread evenly, to 4 messages of 63 and
// 3 of 500.
class PollPhases {
 public:
  // period: ticks between two messages.
  explicit PollPhases(std::uint64_t period) : period_(period), lap_(period / 4) {}

  void in_vain(std::uint64_t begun) noexcept {
    lap_ = std::min(lap_, begun - last_);
    last_ = begun;
  }

  // When to poll again after the message that came at now, half a period later or a little more.
  // That is over already where messages come late.
  [[nodiscard]] std::uint64_t resume_at(std::uint64_t sequence, std::uint64_t now) noexcept {
    if (origin_ == 0) origin_ = now - sequence * period_ + period_ / 2;
    const std::uint64_t fraction = (sequence * root) >> 32;
    return origin_ + sequence * period_ + ((fraction * lap_) >> 32);
  }

 private:
  static constexpr std::uint64_t root = 0xbb67ae8584caa73b;  // the fraction of 3's, of 2^64

  std::uint64_t period_;
  std::uint64_t lap_;  // of the reader's loop: the shortest seen
  std::uint64_t last_ = 0;
  std::uint64_t origin_ = 0;
};

}  // namespace kuipc
