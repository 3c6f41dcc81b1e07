// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "gate.h"
#include "grid.h"
#include "page.h"
#include "screen.h"
#include "text.h"

namespace kuipc::report {

namespace {

std::string heading(const Result& result) {
  const Machine& machine = result.machine;
  const bool wall = machine.clock == Clock::kWall;
  std::string out =
      fmt::format("# {}: {}\n\n", markdown(result.subject.kernel.release),
                  wall ? "nanoseconds, wall clock" : "instructions, counted, not time");
  out += fmt::format("Run {}, {}, kuipc {}.", markdown(result.run.id), markdown(machine.cpu_model),
                     markdown(short_hash(result.subject.kuipc.commit)));
  if (machine.timed_an_emulator()) out += " **It timed an emulator: no number means anything.**";
  if (!wall)
    out +=
        " Counted repeats to the last digit, and is blind to caches, stalls, other CPUs and how "
        "fast copies really are.";
  return out + "\n";
}

std::string number(const std::optional<double>& value) {
  return value ? grouped(*value) : kNothing;
}

// A round trip of the smallest size that most transports have.
std::string cost_part(const Result& result) {
  constexpr std::uint64_t kUsual = 64;
  const auto sizes = measured_sizes(result, "echo");
  if (sizes.empty()) return {};
  const bool usual = std::find(sizes.begin(), sizes.end(), kUsual) != sizes.end();
  const std::uint64_t size = usual ? kUsual : sizes.front();
  const auto rows = measured_rows(result, "echo", size);
  std::string out = fmt::format(
      "\n## A round trip of {}\n\n| transport | {}, median | p99 | calls | copies |\n"
      "|---|---:|---:|---:|---:|\n",
      size_text(size), unit_text(rows.front()->cost()->unit));
  for (const Row* row : rows)
    out += fmt::format("| {} | {} | {} | {} | {} |\n", markdown(row->label()),
                       number(row->cost()->median), number(row->cost()->p99), number(row->syscalls),
                       number(row->copies));
  return out;
}

std::string chart_part(const std::vector<Chart>& charts) {
  std::string out;
  for (const Chart& chart : charts)
    out += fmt::format("\n![{}](<{}>)\n", markdown(chart.title), printable(chart.file));
  return out.empty() ? out : "\n## Charts\n" + out;
}

std::string left_out_part(const Result& result) {
  std::string out;
  for (const std::string& warning : result.run.warnings)
    out += fmt::format("- Warning: {}\n", markdown(warning));
  std::map<std::string, std::vector<std::string>> rows;  // by what they say
  for (const Row& row : result.rows) {
    if (row.status == RowStatus::kOk) continue;
    const char* what = row.status == RowStatus::kError ? "Wrong" : "Skipped";
    const std::string reason = row.reason.empty() ? "no reason given" : row.reason;
    rows[fmt::format("{}: {}", what, markdown(reason))].push_back(markdown(row.name));
  }
  for (const auto& [says, names] : rows) out += fmt::format("- {} ({})\n", says, joined(names));
  return out.empty() ? out : "\n## To be known\n\n" + out;
}

}  // namespace

std::string page_markdown(const Result& result, const Compared* compared,
                          const std::vector<Chart>& charts) {
  std::string out = heading(result);
  if (compared != nullptr)
    out += "\n## What changed\n" + markdown_comparison(*compared, "Against the base", false);
  return out + cost_part(result) + chart_part(charts) + left_out_part(result);
}

}  // namespace kuipc::report
