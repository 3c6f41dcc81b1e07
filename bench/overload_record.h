// SPDX-License-Identifier: Apache-2.0
// What a row that searched for the highest rate without loss has found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kuipc {

struct OverloadRecord {
  std::vector<double> periods;  // ticks from message to message, one of each repetition
  std::string limit;            // what went wrong at a rate a little higher: see overload.h
  std::optional<std::uint64_t> capacity;  // messages that wait for a reader before one is lost
  std::optional<double> bytes;            // of the kernel's memory for each of them
};

}  // namespace kuipc
