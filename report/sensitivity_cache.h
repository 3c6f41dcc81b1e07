// SPDX-License-Identifier: Apache-2.0
// What perturbed boots said of a run, kept for the next run of the same: the boots take minutes,
// and counted numbers of the same machine and subject are the same.
#pragma once

#include <filesystem>

#include "decode.h"
#include "result.h"

namespace kuipc::report {

/// Where the cache has, or would have, a perturbed result of the same machine, subject and rows.
std::filesystem::path cached_sensitivity(const std::filesystem::path& cache, const Result& run);

/// Writes each metric's sensitivity from a perturbed result into another; a median that is not the
/// same adds its distance. Returns the boots behind it, 0 where `from` holds none.
std::size_t copy_sensitivity(const Json& from, Json& to);

}  // namespace kuipc::report
