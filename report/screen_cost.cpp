// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "row_label.h"
#include "screen.h"
#include "text.h"

namespace kuipc::report {

namespace {

std::string count_text(const std::optional<double>& count) {
  return count ? grouped(*count) : kNothing;
}

std::string starts_text(const Row& row) {
  // Who starts an event is in its title, and from where in its label.
  if (!row.starts || row.workload == "floor" || row.workload == "event") return kNothing;
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

// The rows of the chosen size, and those of a transport that has one size only: an event that is a
// number, or a text of one length, would be on no screen.
std::vector<const Row*> rows_of(const Result& result, const Choice& choice) {
  auto rows = measured_rows(result, choice.workload, std::nullopt);
  std::map<std::string, std::set<std::uint64_t>> sizes;
  for (const Row* row : rows)
    if (row->size) sizes[row->label()].insert(*row->size);
  std::erase_if(rows, [&](const Row* row) {
    const bool only = !choice.narrow && row->size && sizes[row->label()].size() == 1;
    return row->size != choice.size && !only;
  });
  return rows;
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
  CostTable(const Result& result, const Choice& choice, const std::string& unit)
      : unit_(unit),
        size_(choice.size),
        tail_(result.machine.clock == Clock::kWall),
        syscall_(syscall_cost(result, unit)),
        grid_(columns(tail_)) {
    std::vector<std::string> header = {"", unit_text(unit)};
    if (tail_) header.emplace_back("p99");
    for (const char* name : {"× syscall", "calls", "copies", "kernel starts it?"})
      header.emplace_back(name);
    grid_.add_header(std::move(header));
  }

  void add(const Row& row) {
    const Metric& cost = *row.cost();
    const bool same_unit = cost.unit == unit_;
    std::vector<std::string> cells = {row_label(row, size_),
                                      grouped(*cost.median) + (same_unit ? "" : " " + cost.unit)};
    if (tail_) cells.push_back(count_text(cost.p99));
    cells.push_back(same_unit ? ratio_text(*cost.median, syscall_) : kNothing);
    cells.push_back(count_text(row.syscalls));
    cells.push_back(count_text(row.copies));
    cells.push_back(starts_text(row));
    grid_.add(std::move(cells));
  }

  [[nodiscard]] std::string text(Style style) {
    grid_.drop_empty();
    return grid_.text(style);
  }

 private:
  static std::vector<Align> columns(bool tail) {
    std::vector<Align> align = {Align::kWhole, Align::kRight, Align::kRight,
                                Align::kRight, Align::kRight, Align::kLeft};
    if (tail) align.insert(align.begin() + 1, Align::kRight);
    return align;
  }

  std::string unit_;
  std::uint64_t size_;
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
  const auto rows = rows_of(result, choice);
  if (floors.empty() && rows.empty()) return {};
  CostTable table(result, choice, (rows.empty() ? floors : rows).front()->cost()->unit);
  for (const Row* row : floors) table.add(*row);
  for (const Row* row : rows) table.add(*row);
  return heading(rows.empty() ? "The floors, median" : title(choice), Tone::kStrong, style) +
         table.text(style);
}

}  // namespace kuipc::report
