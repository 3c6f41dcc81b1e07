// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "screen.h"
#include "text.h"

namespace kuipc::report {

namespace {

std::string floor_label(const Row& row) {
  std::string_view what = row.name;
  what.remove_prefix(row.workload.size() + 1);
  what = what.substr(0, what.find('/'));
  if (what == "empty") return "empty loop";
  if (what == "syscall") return "null syscall";
  if (what == "noop") return "empty ioctl";
  if (what == "memcpy" && row.size) return "memcpy of " + size_text(*row.size);
  if (what == "switch") return "two-task switch";
  return printable(what);
}

// What tells this row from its neighbours in a table of one workload and one size.
std::string row_label(const Row& row) {
  if (row.workload == "floor") return floor_label(row);
  std::string label = row.label();
  if (!row.ctx.empty()) label += " " + row.ctx;
  // A round trip whose reader sleeps is the usual one.
  const bool usual = row.ctx.empty() && row.wake == "block";
  if (!row.wake.empty() && !usual) label += " " + row.wake;
  if (row.depth) label += fmt::format(" depth:{}", *row.depth);
  if (row.threads) label += fmt::format(" threads:{}", *row.threads);
  return printable(label);
}

std::string count_text(const std::optional<double>& count) {
  return count ? grouped(*count) : kNothing;
}

std::string starts_text(const Row& row) {
  if (!row.starts || row.workload == "floor") return kNothing;
  return row.starts->empty() ? "no" : "yes: " + printable(joined(*row.starts));
}

std::string ratio_text(double value, double unit) {
  if (unit <= 0) return kNothing;
  const double ratio = value / unit;
  if (ratio >= 1000) return grouped(ratio);
  return ratio < 0.05 ? "0.0" : fmt::format("{:.1f}", ratio);
}

std::string title(const Choice& choice) {
  const std::string size = fmt::format("{}-byte", grouped(static_cast<double>(choice.size)));
  if (choice.workload == "echo")
    return fmt::format("Round trip of a {} message (echo), median", size);
  if (choice.workload == "push")
    return fmt::format("One {} message from user to kernel (push), median", size);
  if (choice.workload == "pull")
    return fmt::format("One {} message from kernel to user, on its asking (pull), median", size);
  return fmt::format("{}, {} messages, median", printable(choice.workload), size);
}

std::vector<const Row*> floors_beside(const Result& result, std::uint64_t size) {
  auto floors = measured_rows(result, "floor", std::nullopt);
  std::erase_if(floors, [&](const Row* row) { return row->size.value_or(size) != size; });
  return floors;
}

// The cost of entering and leaving the kernel, in the unit of the table; 0 where it was not
// measured.
double syscall_cost(const Result& result, const std::string& unit) {
  for (const Row* row : measured_rows(result, "floor", std::nullopt))
    if (row->name == "floor/syscall" && row->cost()->unit == unit) return *row->cost()->median;
  return 0;
}

class CostTable {
 public:
  CostTable(const Result& result, const std::string& unit)
      : unit_(unit),
        tail_(result.machine.clock == Clock::kWall),
        syscall_(syscall_cost(result, unit)),
        grid_(columns(tail_)) {
    std::vector<std::string> header = {"", unit_text(unit)};
    if (tail_) header.emplace_back("p99");
    for (const char* name : {"× syscall", "calls", "copies", "kernel can start it?"})
      header.emplace_back(name);
    grid_.add(std::move(header), Tone::kFaint);
  }

  void add(const Row& row) {
    const Metric& cost = *row.cost();
    const bool same_unit = cost.unit == unit_;
    std::vector<std::string> cells = {row_label(row),
                                      grouped(*cost.median) + (same_unit ? "" : " " + cost.unit)};
    if (tail_) cells.push_back(count_text(cost.p99));
    cells.push_back(same_unit ? ratio_text(*cost.median, syscall_) : kNothing);
    cells.push_back(count_text(row.syscalls));
    cells.push_back(count_text(row.copies));
    cells.push_back(starts_text(row));
    grid_.add(std::move(cells));
  }

  [[nodiscard]] std::string text(Style style) const { return grid_.text(style); }

 private:
  static std::vector<Align> columns(bool tail) {
    std::vector<Align> align = {Align::kLeft,  Align::kRight, Align::kRight,
                                Align::kRight, Align::kRight, Align::kLeft};
    if (tail) align.insert(align.begin() + 1, Align::kRight);
    return align;
  }

  std::string unit_;
  bool tail_;
  double syscall_;
  Grid grid_;
};

}  // namespace

std::vector<std::uint64_t> measured_sizes(const Result& result, const std::string& workload) {
  std::set<std::uint64_t> sizes;
  for (const Row* row : measured_rows(result, workload, std::nullopt))
    if (row->size) sizes.insert(*row->size);
  return {sizes.begin(), sizes.end()};
}

std::vector<const Row*> measured_rows(const Result& result, const std::string& workload,
                                      std::optional<std::uint64_t> size) {
  std::vector<const Row*> rows;
  for (const Row& row : result.rows)
    if (row.status == RowStatus::kOk && row.workload == workload && (!size || row.size == size))
      rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), [](const Row* a, const Row* b) {
    return *a->cost()->median < *b->cost()->median;
  });
  return rows;
}

std::string cost_table(const Result& result, const Choice& choice, Style style) {
  const auto floors = floors_beside(result, choice.size);
  const auto rows = measured_rows(result, choice.workload, choice.size);
  if (floors.empty() && rows.empty()) return {};
  CostTable table(result, (rows.empty() ? floors : rows).front()->cost()->unit);
  for (const Row* row : floors) table.add(*row);
  for (const Row* row : rows) table.add(*row);
  return toned(rows.empty() ? "The floors, median" : title(choice), Tone::kStrong, style) + "\n" +
         table.text(style);
}

}  // namespace kuipc::report
