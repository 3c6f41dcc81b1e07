// SPDX-License-Identifier: Apache-2.0
// The rows of the echo workload over network cards of our own: no module of kuipc's is behind them.
#pragma once

#include <vector>

#include "bench/row.h"
#include "bench/run.h"

namespace kuipc {

void add_links(std::vector<Row>& rows, Set set);

}  // namespace kuipc
