// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/messages.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace kuipc::fuzz {
namespace {

// Around the header, a slab's sizes, a page, and what vmalloc and the largest message are.
constexpr std::array<std::size_t, 22> sizes{1,    2,    7,     8,     9,      39,      40,   41,
                                            64,   100,  256,   1000,  2047,   2048,    4000, 4096,
                                            4097, 8192, 16384, 65536, 100000, 1U << 20};
constexpr std::size_t small_sizes = 17;
constexpr std::uint64_t event_seed = 1;  // of order_prepare() in modules/order.c

std::vector<std::byte> made(std::size_t size, std::uint64_t seed) {
  std::vector<std::byte> message(size);
  kuipc_message header{};
  header.magic = KUIPC_MAGIC;
  header.length = static_cast<__u32>(size);
  header.seed = seed;
  const std::size_t skip = size >= sizeof header ? sizeof header : 0;
  std::memcpy(message.data(), &header, skip);
  kuipc_pattern_fill(message.data() + skip, size - skip, seed);
  return message;
}

bool begins_with(const std::vector<std::byte>& message, Bytes begin) {
  return message.size() >= begin.size() &&
         std::memcmp(message.data(), begin.data(), begin.size()) == 0;
}

}  // namespace

Messages::Messages(std::uint64_t seed) : event_(1U << 17) {
  kuipc_pattern_fill(event_.data(), event_.size(), event_seed);
  for (std::size_t i = 0; i < sizes.size(); ++i)
    for (std::uint64_t copy = 0; copy < (i < small_sizes ? 4U : 2U); ++copy)
      by_size_[sizes[i]].push_back(made(sizes[i], derived(seed, sizes[i], copy)));
}

Bytes Messages::any(Random& random, std::size_t largest) const {
  std::size_t kind = random.below(small_sizes);
  if (random.once_in(40)) kind = random.below(random.once_in(10) ? sizes.size() : sizes.size() - 2);
  while (kind > 0 && sizes[kind] > largest) --kind;
  return of(random, sizes[kind]);
}

Bytes Messages::of(Random& random, std::size_t size) const {
  return random.of(by_size_.at(size));
}

bool Messages::has(Bytes message) const {
  if (message.empty()) return true;
  const auto same_size = by_size_.find(message.size());
  return same_size != by_size_.end() &&
         std::any_of(same_size->second.begin(), same_size->second.end(),
                     [&](const auto& known) { return begins_with(known, message); });
}

bool Messages::has_begin(Bytes begin) const {
  for (auto size = by_size_.lower_bound(begin.size()); size != by_size_.end(); ++size)
    for (const auto& known : size->second)
      if (begins_with(known, begin)) return true;
  return false;
}

bool Messages::begins_event(Bytes begin) const {
  kuipc_message header{};
  if (begin.size() < sizeof header) return true;
  std::memcpy(&header, begin.data(), sizeof header);
  return header.magic == KUIPC_MAGIC && header.seed == event_seed &&
         begin.size() <= event_.size() &&
         std::memcmp(begin.data() + sizeof header, event_.data(), begin.size() - sizeof header) ==
             0;
}

bool Messages::is_event(Bytes message) const {
  kuipc_message header{};
  if (message.size() >= sizeof header) {
    std::memcpy(&header, message.data(), sizeof header);
    return header.magic == KUIPC_MAGIC && header.length == message.size() &&
           header.seed == event_seed && message.size() <= event_.size() &&
           std::memcmp(message.data() + sizeof header, event_.data(),
                       message.size() - sizeof header) == 0;
  }
  // The first eight bytes are the sequence, where there is room for it.
  const std::size_t skip = message.size() >= sizeof(__u64) ? sizeof(__u64) : 0;
  return std::memcmp(message.data() + skip, event_.data() + skip, message.size() - skip) == 0;
}

}  // namespace kuipc::fuzz
