// SPDX-License-Identifier: Apache-2.0
// What is written, and whether what was read is one of it. All messages of a run are made before
// its first process, so whatever anybody reads is one of them, whole, or an event of the kernel's.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "tests/fuzz/random.h"

namespace kuipc::fuzz {

using Bytes = std::span<const std::byte>;

class Messages {
 public:
  explicit Messages(std::uint64_t seed);

  // Mostly small ones: bytes take time, and faults lie at the ends.
  [[nodiscard]] Bytes any(Random& random, std::size_t largest) const;
  // One of that size, which has to be one of those that there are.
  [[nodiscard]] Bytes of(Random& random, std::size_t size) const;
  [[nodiscard]] bool has(Bytes message) const;
  // Whether it begins like one of those that are at least as long.
  [[nodiscard]] bool has_begin(Bytes begin) const;
  // What FIRE sends (modules/fire.c): header and pattern, or a sequence.
  [[nodiscard]] bool is_event(Bytes message) const;
  // Whether it may be the beginning of one.
  [[nodiscard]] bool begins_event(Bytes begin) const;

 private:
  std::map<std::size_t, std::vector<std::vector<std::byte>>> by_size_;
  std::vector<std::byte> event_;  // the pattern of every event
};

}  // namespace kuipc::fuzz
