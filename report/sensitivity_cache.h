// SPDX-License-Identifier: Apache-2.0
// What perturbed boots said of a run, kept for the next run of the same: the boots take minutes,
// and counted numbers of the same machine and subject are the same.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "result.h"

namespace kuipc::report {

/// By row and metric, as shares of the median.
using Sensitivities = std::map<std::pair<std::string, std::string>, double>;

/// Where the cache has, or would have, a perturbed result of the same machine, subject and rows.
std::filesystem::path cached_sensitivity(const std::filesystem::path& cache, const Result& run);

/// What a perturbed result says of the run's medians; one that is not the same adds its distance.
Sensitivities sensitivities_from(const Result& perturbed, const Result& run);

}  // namespace kuipc::report
