// SPDX-License-Identifier: Apache-2.0
// Where every choice comes from: SplitMix64 (the one of common/message.h), so that a seed repeats
// them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/message.h"

namespace kuipc::fuzz {

class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {}

  std::uint64_t next() { return kuipc_pattern_word(seed_, drawn_++); }
  // 0 to bound - 1.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  // Once in so many.
  bool once_in(std::size_t times) { return below(times) == 0; }
  template <class List>
  const auto& of(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

// The seed of something below a run: of an epoch, of a worker's round, of one of its threads.
inline std::uint64_t derived(std::uint64_t seed, std::uint64_t what, std::uint64_t number) {
  return kuipc_pattern_word(kuipc_pattern_word(seed, what), number);
}

}  // namespace kuipc::fuzz
