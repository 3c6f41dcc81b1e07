// SPDX-License-Identifier: Apache-2.0
// kuipc table: the first screen of a result.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "failure.h"
#include "files.h"
#include "screen.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

std::vector<std::string> measured_workloads(const Result& result) {
  std::vector<std::string> names;
  for (const Row& row : result.rows) {
    const bool new_here = std::find(names.begin(), names.end(), row.workload) == names.end();
    if (row.status == RowStatus::kOk && row.size && row.workload != "floor" && new_here)
      names.push_back(row.workload);
  }
  return names;
}

// What was asked for must be there; what was not asked for falls back to what is there, so that the
// screen after `--filter pull` shows pull.
Choice choose(const Result& result, const TableOptions& options) {
  Choice choice;
  const auto workloads = measured_workloads(result);
  const auto has = [&](const std::string& name) {
    return std::find(workloads.begin(), workloads.end(), name) != workloads.end();
  };
  if (!options.workload.empty()) choice.workload = options.workload;
  if (!options.workload.empty() && !has(options.workload))
    throw Failure(kUnreadable,
                  fmt::format("this result has no number of the workload {}; it has some of {}",
                              options.workload, joined(workloads)));
  if (!has(choice.workload) && !workloads.empty()) choice.workload = workloads.front();
  const auto sizes = measured_sizes(result, choice.workload);
  const std::uint64_t wanted = options.size.value_or(choice.size);
  const bool there = std::find(sizes.begin(), sizes.end(), wanted) != sizes.end();
  if (options.size && !there)
    throw Failure(kUnreadable,
                  fmt::format("this result has no {} row of {} bytes; it has some of {}",
                              choice.workload, wanted, fmt::join(sizes, ", ")));
  choice.size = there || sizes.empty() ? wanted : sizes.front();
  choice.narrow = options.size.has_value();
  return choice;
}

// The folder as somebody in this folder would name it.
std::string shown_folder(const std::filesystem::path& file) {
  const auto folder = std::filesystem::absolute(file).parent_path();
  const auto near = folder.lexically_proximate(std::filesystem::current_path());
  return printable((near.string().starts_with("..") ? folder : near).string() + "/");
}

// "@0" where the run stands among others in results/runs, however it was named here.
std::string reference_to(const std::filesystem::path& file, const std::string& given) {
  const auto folder = std::filesystem::weakly_canonical(file).parent_path();
  const auto runs = folder.parent_path();
  if (given.starts_with('@') || !runs.string().ends_with(kDefaultRuns)) return shell_word(given);
  const auto folders = run_folders(runs);
  const auto found = std::find(folders.begin(), folders.end(), folder);
  return found == folders.end() ? shell_word(given) : fmt::format("@{}", found - folders.begin());
}

}  // namespace

int table(const TableOptions& options) {
  const auto file = find_result(options.result, options.runs);
  const Result result = read_result(file);
  const Choice choice = choose(result, options);
  const Style style = style_of_stdout();
  print_part(banner(result, style));
  const bool narrowed = options.size.has_value() || !options.workload.empty();
  const bool overload = choice.workload == "overload";
  print_part(overload ? overload_table(result, style) : cost_table(result, choice, style));
  if (!narrowed) {
    print_part(event_table(result, style));
    print_part(peer_table(result, choice, style));
    print_part(size_table(result, style));
    if (!overload) print_part(overload_table(result, style));
  }
  print_part(left_out(result, style));
  const bool page = std::filesystem::exists(file.parent_path() / "report.html");
  fmt::print("{}", next_steps(result, shown_folder(file), reference_to(file, options.result), page,
                              style));
  return kFine;
}

}  // namespace kuipc::report
