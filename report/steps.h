// SPDX-License-Identifier: Apache-2.0
// Where an accepted step lies on the way from one subject to another.
#pragma once

#include <filesystem>

#include "policy.h"
#include "result.h"

namespace kuipc::report {

/// Whether a subject is the mark's or a later one. Kernels are in the order of their releases,
/// kuipc's commits in that of the repository; nothing if the order is not known.
std::optional<bool> reaches(const Subject& subject, const Mark& mark,
                            const std::filesystem::path& repository);

/// Whether the head has the step and the base does not.
std::optional<bool> crosses(const Mark& step, const Subject& base, const Subject& head,
                            const std::filesystem::path& repository);

/// The accepted step of that row which lies between the two, the first one listed; null if none
/// does or nobody can tell.
const AcceptedStep* step_between(const Policy& policy, const std::string& row, const Subject& base,
                                 const Subject& head, const std::filesystem::path& repository);
const AcceptedStep* step_between(const Policy&& policy, const std::string& row, const Subject& base,
                                 const Subject& head,
                                 const std::filesystem::path& repository) = delete;

/// The order of kernel releases: 6.1.0-56 < 6.12.
bool release_before(const std::string& one, const std::string& other);

}  // namespace kuipc::report
