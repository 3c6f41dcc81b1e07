// SPDX-License-Identifier: Apache-2.0
// How large messages are, header included.
#pragma once

#include <cstddef>
#include <span>

#include "bench/run.h"
#include "bench/transport.h"

namespace kuipc {

inline constexpr std::size_t KiB = 1024;
inline constexpr std::size_t full_sizes[] = {8,       64,       256,      KiB,
                                             4 * KiB, 16 * KiB, 64 * KiB, 1024 * KiB};

inline std::span<const std::size_t> sizes_of(Set set) {
  static constexpr std::size_t quick[] = {64, 4 * KiB};
  switch (set) {
    case Set::quick:
      return quick;
    case Set::standard:
      return std::span(full_sizes).subspan(1, 6);
    default:
      return full_sizes;
  }
}

// For what is made for settings the smallest, and one that fits a page as text.
inline std::span<const std::size_t> sizes_of(Set set, const TransportInfo& info) {
  static constexpr std::size_t settings[] = {64, KiB};
  if (!info.for_settings || set == Set::full) return sizes_of(set);
  return std::span(settings).first(set == Set::quick ? 1 : 2);
}

}  // namespace kuipc
