// SPDX-License-Identifier: Apache-2.0
#include "runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "failure.h"
#include "text.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

constexpr const char* kResultFile = "result.json";

fs::path nth_last(const std::string& reference, const fs::path& runs) {
  std::size_t back = 0;
  const char* begin = reference.data() + 1;
  const char* end = reference.data() + reference.size();
  const auto [stop, error] = std::from_chars(begin, end, back);
  if (error != std::errc() || stop != end)
    throw Failure(kUnreadable, printable(reference) + ": @ takes a number, @0 is the last run");
  const auto folders = run_folders(runs);
  if (back >= folders.size())
    throw Failure(kUnreadable, fmt::format("{}: {} holds {}{}", reference, runs.string(),
                                           quantity(folders.size(), "run"),
                                           folders.empty() ? "; ./run_bench.sh makes one" : ""));
  return folders[back] / kResultFile;
}

}  // namespace

std::vector<fs::path> run_folders(const fs::path& runs) {
  std::vector<fs::path> folders;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(runs, unreadable))
    if (fs::is_regular_file(entry.path() / kResultFile, unreadable))
      folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end(),
            [](const fs::path& a, const fs::path& b) { return a.filename() > b.filename(); });
  return folders;
}

fs::path find_result(const std::string& reference, const fs::path& runs) {
  if (reference.starts_with('@')) return nth_last(reference, runs);
  std::error_code ignored;
  fs::path path = reference;
  if (reference == "latest" && !fs::exists(path, ignored)) path = runs.parent_path() / "latest";
  if (!fs::is_directory(path, ignored)) return path;
  if (!fs::exists(path / kResultFile, ignored))
    throw Failure(kUnreadable, printable(path.string()) + ": a folder without a result.json");
  return path / kResultFile;
}

}  // namespace kuipc::report
