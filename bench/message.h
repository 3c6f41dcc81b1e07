// SPDX-License-Identifier: Apache-2.0
// A message as the user side holds it: common/message.h's header and pattern in memory of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/message.h"

namespace kuipc {

// Thrown when a transport delivered something else than was sent: a failure, never a skip.
class WrongData : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Message {
 public:
  // size in bytes, header included. A message smaller than the header is its pattern alone; of 8
  // bytes and more its first word is then the sequence.
  explicit Message(std::size_t size, std::uint64_t seed = 1) : bytes_(size) {
    kuipc_pattern_fill(payload(), payload_size(), seed);
    if (has_header()) {
      const kuipc_message header{KUIPC_MAGIC, static_cast<__u32>(size), 0, 0, 0, seed};
      std::memcpy(bytes_.data(), &header, sizeof header);
    }
  }

  // Gives the message its number. Cheap enough to run between two measured operations.
  void number(std::uint64_t sequence) noexcept {
    const std::size_t at = has_header() ? offsetof(kuipc_message, sequence) : 0;
    if (bytes_.size() >= at + sizeof sequence)
      std::memcpy(bytes_.data() + at, &sequence, sizeof sequence);
  }

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }

  // Throws WrongData unless received is this message, byte for byte.
  void expect(std::span<const std::byte> received, const std::string& where) const {
    if (received.size() != bytes_.size())
      throw WrongData(where + ": " + std::to_string(received.size()) + " bytes came back of " +
                      std::to_string(bytes_.size()));
    for (std::size_t i = 0; i < bytes_.size(); ++i)
      if (received[i] != bytes_[i])
        throw WrongData(where + ": byte " + std::to_string(i) + " of " +
                        std::to_string(bytes_.size()) + " is wrong");
  }

 private:
  [[nodiscard]] bool has_header() const noexcept { return bytes_.size() >= sizeof(kuipc_message); }
  std::byte* payload() noexcept {
    return bytes_.data() + (has_header() ? sizeof(kuipc_message) : 0);
  }
  [[nodiscard]] std::size_t payload_size() const noexcept {
    return bytes_.size() - (has_header() ? sizeof(kuipc_message) : 0);
  }

  std::vector<std::byte> bytes_;
};

}  // namespace kuipc
