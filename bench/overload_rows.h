// SPDX-License-Identifier: Apache-2.0
// The rows of the overload workload: every transport that the kernel can start a message on, from
// every context, and the two that a packet starts.
#pragma once

#include <vector>

#include "bench/row.h"
#include "bench/run.h"

namespace kuipc {

void add_overload(std::vector<Row>& rows, Set set);

}  // namespace kuipc
