// SPDX-License-Identifier: Apache-2.0
// What rows may move by, from a history.
#pragma once

#include <filesystem>
#include <string>

#include "comparison.h"
#include "history_order.h"

namespace kuipc::report {

/// Asks the store as rows are compared; what it says is of the head's machine alone.
Fence fence_from(const std::filesystem::path& store, const Policy& policy, const Machine& machine,
                 const std::filesystem::path& repository);

/// What one row may move by, from its points on one machine, which stand in order; accepted steps
/// begin them anew.
std::optional<double> fence_of_row(const std::vector<Point>& points, const Policy& policy,
                                   const std::string& row, const std::filesystem::path& repository);

}  // namespace kuipc::report
