// SPDX-License-Identifier: Apache-2.0
// The rows of the peer workload.
#pragma once

#include <vector>

#include "bench/row.h"
#include "bench/run.h"

namespace kuipc {

void add_peers(std::vector<Row>& rows, Set set);

}  // namespace kuipc
