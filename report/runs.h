// SPDX-License-Identifier: Apache-2.0
// Naming a run on the command line: a folder, a result file, @0 (the last), @1 (the one before),
// latest.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kuipc::report {

inline constexpr const char* kDefaultRuns = "results/runs";

/// The run folders that hold a result, newest first: their names begin with their UTC stamp.
std::vector<std::filesystem::path> run_folders(const std::filesystem::path& runs);

/// The result file that `reference` names. Failure(kUnreadable) says what there is instead.
std::filesystem::path find_result(const std::string& reference, const std::filesystem::path& runs);

}  // namespace kuipc::report
