// SPDX-License-Identifier: Apache-2.0
// The runs around the one that a page shows: those that lie in results/runs, and those of a store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare.h"
#include "verbs.h"

namespace kuipc::report {

/// A run beside its baseline, or why there is none.
struct Beside {
  std::optional<Compared> compared;
  bool automatic = false;  // nobody named the baseline
  std::string why;
};

/// The store that a page reads: the one that was named, else the default one where there is one;
/// empty without either. It does not say whether one that was named is there.
std::filesystem::path store_of(const PageOptions& options);

/// The baseline that was named, else the newest older run of the same machine: one of the same set
/// in options.runs, else one of the store.
Beside beside_baseline(const PageOptions& options, const std::string& reference,
                       const Result& result);

/// Finished runs in options.runs, those of the machines that are shown: the newest of them.
std::vector<Result> runs_around(const PageOptions& options, const std::vector<Result>& shown);

}  // namespace kuipc::report
