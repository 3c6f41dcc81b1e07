// SPDX-License-Identifier: Apache-2.0
// kuipc runs: what @0, @1, ... name.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "failure.h"
#include "files.h"
#include "grid.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

std::vector<std::string> describe(std::size_t back, const std::filesystem::path& folder) {
  const std::string name = printable(folder.filename().string());
  const std::string reference = fmt::format("@{}", back);
  try {
    const Result result = read_result(folder / "result.json");
    const auto ok = static_cast<std::size_t>(
        std::count_if(result.rows.begin(), result.rows.end(),
                      [](const Row& row) { return row.status == RowStatus::kOk; }));
    const char* clock = result.machine.clock == Clock::kCounted ? "counted"
                        : result.machine.clock == Clock::kWall  ? "wall"
                                                                : "–";
    return {name,  reference,           printable(result.run.ended),
            clock, quantity(ok, "row"), printable(result.subject.kernel.release)};
  } catch (const Failure&) {
    // One bad file must not hide the others; validate tells what is wrong with it.
    return {name, reference, "unreadable", "", "", ""};
  }
}

}  // namespace

int list_runs(const ListRunsOptions& options) {
  const auto folders = run_folders(options.runs);
  if (folders.empty())
    throw Failure(kUnreadable, options.runs + ": no runs yet; ./run_bench.sh makes one");
  Grid grid(
      {Align::kWhole, Align::kWhole, Align::kWhole, Align::kWhole, Align::kRight, Align::kWhole});
  for (std::size_t i = 0; i < folders.size(); ++i) grid.add(describe(i, folders[i]));
  fmt::print("{}", grid.text(style_of_stdout(), 0));
  return kFine;
}

}  // namespace kuipc::report
