// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/fuzz/options.h"
#include "tests/fuzz/supervisor.h"

namespace kuipc::fuzz {

// Calls of each interface and how many of them succeeded. Whether that was a tenth of each at
// least: a fuzzer that is refused everything finds nothing.
bool tell_counts(const Shared& shared, const Parts& parts);
// Which functions no task entered, and why of those that none can be seen to enter.
void tell_coverage(const Shared& shared, const Symbols& symbols);

}  // namespace kuipc::fuzz
