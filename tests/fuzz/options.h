// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "tests/fuzz/parts.h"

namespace kuipc::fuzz {

struct Options {
  std::uint64_t seed = 0;  // by default of the kernel's choice
  unsigned seconds = 120;
  unsigned processes = 7;  // at a time
  Parts parts = Parts::all();
  bool help = false;
};

// Throws std::invalid_argument.
Options read_options(int count, char** words);

}  // namespace kuipc::fuzz
