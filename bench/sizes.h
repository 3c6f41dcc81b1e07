// SPDX-License-Identifier: Apache-2.0
// How large messages are, header included.
#pragma once

#include <cstddef>
#include <span>

#include "bench/run.h"

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

}  // namespace kuipc
