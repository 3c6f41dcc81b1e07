// SPDX-License-Identifier: Apache-2.0
// What makes a run's numbers worth less, a sentence each: what it is, and what mends it.
#pragma once

#include <string>
#include <vector>

#include "bench/results.h"
#include "bench/run.h"

namespace kuipc {

// Known before the run.
std::vector<std::string> warnings(const Run& run);

// Known when it is over.
std::vector<std::string> late_warnings(const Run& run, const Ending& ending);

}  // namespace kuipc
