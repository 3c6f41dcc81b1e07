// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "screen.h"
#include "text.h"

namespace kuipc::report {

namespace {

struct Group {
  RowStatus status;
  std::string reason, remedy;
  std::vector<std::string> whats;  // the transports
  std::size_t rows = 0;
  std::string only;  // the name, while it is the only row
};

constexpr std::size_t kNamed = 4;

std::vector<Group> groups_of(const Result& result) {
  std::vector<Group> groups;
  for (const Row& row : result.rows) {
    if (row.status == RowStatus::kOk) continue;
    const std::string what = row.label().empty() ? row.name : row.label();
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return g.status == row.status && g.reason == row.reason;
    });
    if (group == groups.end())
      group =
          groups.insert(groups.end(), Group{row.status, row.reason, row.remedy, {}, 0, row.name});
    ++group->rows;
    auto& whats = group->whats;
    if (std::find(whats.begin(), whats.end(), what) == whats.end()) whats.push_back(what);
  }
  // Errors first: they are why the run failed.
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return a.status == RowStatus::kError && b.status != RowStatus::kError;
  });
  return groups;
}

// "pipe, shm, eventfd and 3 more (11 rows)"
std::string name_of(const Group& group) {
  if (group.rows == 1) return group.only;
  std::vector<std::string> named = group.whats;
  std::string more;
  if (named.size() > kNamed) {
    more = fmt::format(" and {} more", named.size() - kNamed + 1);
    named.resize(kNamed - 1);
  }
  return fmt::format("{}{} ({} rows)", joined(named), more, group.rows);
}

// A file name that can stand in a command which somebody copies into a shell.
bool is_stem(const std::string& name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

// The transport that a reader most likely asks about: netlink if it is there, else the first one
// whose messages a module of its own answers, so that there is a file to read.
std::string curious_about(const Result& result) {
  std::string first;
  for (const Row& row : result.rows) {
    if (row.transport == "netlink") return "netlink";
    const bool answers = row.workload == "echo" || row.workload == "push" || row.workload == "pull";
    if (first.empty() && answers && row.starts && is_stem(row.transport)) first = row.transport;
  }
  return first;
}

// The command of this run, since only the same rows on the same machine compare. The new run goes
// to the others, where @0 names it; of several kernels' runs no single one can be repeated.
std::string again(const Result& result) {
  constexpr const char* runner = "./run_bench.sh";
  const auto& command = result.run.command;
  if (command.empty() || command.front() != runner) return runner;
  std::string line = runner;
  int kernels = 0;
  for (auto word = command.begin() + 1; word != command.end(); ++word) {
    kernels += word->starts_with("--kernel") ? 1 : 0;
    if (kernels > 1 || printable(*word) != *word) return runner;
    if (*word == "--out" && word + 1 != command.end())
      ++word;
    else if (*word != "--yes" && !word->starts_with("--out="))
      line += " " + shell_word(*word);
  }
  return line;
}

// What names this run once there is a newer one.
std::string later(const std::string& reference) {
  std::size_t back = 0;
  const char* end = reference.data() + reference.size();
  if (reference.size() < 2 || reference.front() != '@') return reference;
  const auto [stop, error] = std::from_chars(reference.data() + 1, end, back);
  if (error != std::errc() || stop != end) return reference;
  return fmt::format("@{}", back + 1);
}

}  // namespace

std::string left_out(const Result& result, Style style) {
  std::string out;
  for (const Group& group : groups_of(result)) {
    const bool wrong = group.status == RowStatus::kError;
    std::string text =
        name_of(group) + ": " + (group.reason.empty() ? "no reason given" : group.reason);
    if (!group.remedy.empty()) text += "; " + group.remedy;
    out += toned(paragraph(wrong ? "Wrong: " : "Skipped: ", printable(text), style.width),
                 wrong ? Tone::kBad : Tone::kCaution, style);
  }
  return out;
}

std::string next_steps(const Result& result, const std::string& folder,
                       const std::string& reference, bool page, Style style) {
  Grid grid({Align::kWhole, Align::kWhole});
  const auto sizes = measured_sizes(result, "echo");
  if (sizes.size() > 1)
    grid.add({"a larger size",
              fmt::format("./run_bench.sh table {} --size {}", reference, sizes.back())});
  else
    grid.add({"all sizes", "./run_bench.sh --set standard"});
  if (result.machine.clock == Clock::kWall)
    grid.add({"exact counts", "./run_bench.sh --clock counted"});
  else
    grid.add({"nanoseconds on this host", "./run_bench.sh --on host"});
  grid.add({"did a change cost",
            fmt::format("{} && ./run_bench.sh compare {} @0", again(result), later(reference))});
  if (!measured_rows(result, "event", std::nullopt).empty())
    grid.add({"from which context", fmt::format("./run_bench.sh contexts {}", reference)});
  grid.add({"a page to look at", page ? shell_word(folder + "report.html")
                                      : fmt::format("./run_bench.sh report {}", reference)});
  if (const std::string transport = curious_about(result); !transport.empty())
    grid.add({fmt::format("how {} works", transport), fmt::format("less modules/{}.c", transport)});
  return fmt::format("Results: {}\nNext:\n{}", folder, grid.text(style));
}

}  // namespace kuipc::report
