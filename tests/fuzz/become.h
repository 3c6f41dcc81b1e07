// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/fuzz/worker.h"

namespace kuipc::fuzz {

// The calling process becomes what its role says: its signals, its memory, its CPU time, its
// namespaces, and last its user. Throws std::system_error.
void become(Worker& worker);

}  // namespace kuipc::fuzz
