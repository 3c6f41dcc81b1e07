// SPDX-License-Identifier: Apache-2.0
// What a table calls a row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "result.h"

namespace kuipc::report {

/// What tells a row from its neighbours in a table of one workload: "chardev softirq epoll, 8 B".
/// The size stands there where it is not the table's own, and a reader that sleeps where that is
/// not the usual one. Safe to print.
std::string row_label(const Row& row, std::optional<std::uint64_t> table_size);

}  // namespace kuipc::report
