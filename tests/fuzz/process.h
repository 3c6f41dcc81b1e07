// SPDX-License-Identifier: Apache-2.0
// One process of a run, from its fork to its end.
#pragma once

#include "tests/fuzz/worker.h"

namespace kuipc::fuzz {

// What a process is to be, from its seed.
Role any_role(const Parts& parts, std::uint64_t seed, bool may_load);
// One who loads and unloads until he is ended, while threads of his open what is just coming.
Role loader(std::uint64_t seed);
// Of the forked process: becomes what its role says, makes its calls, and ends.
[[noreturn]] void run(Process& process);

// Where a process with little memory is put; made once, and taken away in the end.
bool make_small_group();
void remove_small_group();

}  // namespace kuipc::fuzz
