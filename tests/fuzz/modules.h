// SPDX-License-Identifier: Apache-2.0
// Our modules by their number, which is that of their Part: loading, unloading, where they lie.
#pragma once

#include <string>

#include "tests/fuzz/coverage.h"
#include "tests/fuzz/worker.h"

namespace kuipc::fuzz {

inline std::string stem_of(std::size_t module) {
  return std::string(part_names[module]);
}

bool is_loaded(std::size_t module);
// What of finit_module() and delete_module(): negative with errno.
long load(std::size_t module, const char* parameters);
long unload(std::size_t module);
// Says where it lies, from now on.
void settle(Shared& shared, std::size_t module);
// After somebody who loaded modules is gone, maybe in the middle of it.
void load_what_is_missing(Shared& shared);

}  // namespace kuipc::fuzz
