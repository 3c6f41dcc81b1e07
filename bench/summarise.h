// SPDX-License-Identifier: Apache-2.0
// From what a row's repetitions left to its metrics, by the run's clock.
#pragma once

#include "bench/row.h"
#include "bench/run.h"

namespace kuipc {

// Fills row.metrics. A row of which nothing could be used becomes an error, with its reason.
void summarise(const Run& run, Row& row);

}  // namespace kuipc
