// SPDX-License-Identifier: Apache-2.0
// One side of a comparison: one run, or several of one subject on one machine.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "result.h"

namespace kuipc::report {

struct Side {
  std::string given;  // as the user named it
  std::vector<Result> results;

  [[nodiscard]] const Machine& machine() const& { return results.front().machine; }
  [[nodiscard]] const Subject& subject() const& { return results.front().subject; }
  void machine() const&& = delete;
  void subject() const&& = delete;
};

/// What several runs say of one row.
struct Samples {
  std::vector<const Row*> rows;  // one for each run that has it with a number
  const Row* wrong = nullptr;    // in error in one of the runs
  const Row* skipped = nullptr;  // skipped in one of the runs
};

/// A run; several, with commas between; or a folder of run folders. Failure(kUnreadable) if one is
/// no result, Failure(kNotComparable) if they are not of one machine and one subject.
Side read_side(const std::string& given, const std::filesystem::path& runs);

/// Name -> what the runs say; rows whose name does not hold `word` are left out.
std::map<std::string, Samples> samples_of(const Side& side, const std::string& word = "");

}  // namespace kuipc::report
