// SPDX-License-Identifier: Apache-2.0
#include "side.h"

#include <fmt/format.h>

#include <algorithm>

#include "differences.h"
#include "failure.h"
#include "files.h"
#include "runs.h"
#include "text.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// What `reference` names, oldest first; a folder without a result of its own stands for those in
// it.
std::vector<fs::path> files_of(const std::string& reference, const fs::path& runs) {
  std::error_code ignored;
  const bool folder = fs::is_directory(reference, ignored);
  if (folder && !fs::exists(fs::path(reference) / "result.json", ignored)) {
    std::vector<fs::path> files;
    for (const fs::path& run : run_folders(reference)) files.push_back(run / "result.json");
    std::reverse(files.begin(), files.end());
    if (!files.empty()) return files;
  }
  return {find_result(reference, runs)};
}

std::string fields_of(const std::vector<Difference>& differences) {
  std::vector<std::string> names;
  for (const Difference& one : differences)
    if (one.matters) names.push_back(one.part + " " + one.field);
  return joined(names);
}

void check_alike(const Side& side, const Result& next, const fs::path& file) {
  const auto machines = machine_differences(side.machine(), next.machine);
  const auto subjects = subject_differences(side.subject(), next.subject);
  const std::string what = fields_of(machines.empty() ? subjects : machines);
  if (what.empty()) return;
  throw Failure(kNotComparable, fmt::format("{} is no repetition of the first run of {}: other {}",
                                            printable(file.string()), printable(side.given), what));
}

}  // namespace

Side read_side(const std::string& given, const fs::path& runs) {
  Side side{given, {}};
  std::error_code ignored;
  const bool whole = fs::exists(given, ignored);
  for (const std::string& reference : whole ? std::vector{given} : split(given))
    for (const fs::path& file : files_of(reference, runs)) {
      Result result = read_result(file);
      if (!side.results.empty()) check_alike(side, result, file);
      side.results.push_back(std::move(result));
    }
  return side;
}

std::map<std::string, Samples> samples_of(const Side& side, const std::string& word) {
  std::map<std::string, Samples> found;
  for (const Result& result : side.results)
    for (const Row& row : result.rows) {
      if (row.name.find(word) == std::string::npos) continue;
      Samples& samples = found[row.name];
      if (row.status == RowStatus::kOk) samples.rows.push_back(&row);
      if (row.status == RowStatus::kError) samples.wrong = &row;
      if (row.status == RowStatus::kSkipped) samples.skipped = &row;
    }
  return found;
}

}  // namespace kuipc::report
