// SPDX-License-Identifier: Apache-2.0
// How somebody who expects a message waits for it.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace kuipc {

enum class Wake { block, epoll, spin };

inline constexpr std::array<std::string_view, 3> wake_names = {"block", "epoll", "spin"};

constexpr std::string_view name_of(Wake wake) {
  return wake_names[static_cast<std::size_t>(wake)];
}

}  // namespace kuipc
