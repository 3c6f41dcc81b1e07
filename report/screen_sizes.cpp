// SPDX-License-Identifier: Apache-2.0
// Cost against size. Counted shows the path (the smallest size) and what each larger size adds to
// it: how many instructions a copy takes says how it is coded, and nothing about how fast it is.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "screen.h"
#include "text.h"

namespace kuipc::report {

namespace {

constexpr std::array kWorkloads = {"echo", "push", "pull"};

using BySize = std::map<std::uint64_t, const Metric*>;

// size -> what stands there instead of a number whose reason is told below.
using Gaps = std::map<std::uint64_t, const char*>;

// label -> size -> cost; only rows of the workload's plain form (no context, depth or threads).
std::map<std::string, BySize> costs_of(const Result& result, const std::string& workload) {
  std::map<std::string, BySize> costs;
  for (const Row* row : measured_rows(result, workload, std::nullopt))
    if (row->size && row->ctx.empty() && !row->depth && !row->threads)
      costs[printable(row->label())][*row->size] = row->cost();
  return costs;
}

// Transports by the cost of their path, cheapest first.
std::vector<std::string> order_of(const std::map<std::string, BySize>& costs) {
  std::vector<std::string> labels;
  labels.reserve(costs.size());
  for (const auto& [label, sizes] : costs) labels.push_back(label);
  std::stable_sort(labels.begin(), labels.end(), [&](const std::string& a, const std::string& b) {
    return *costs.at(a).begin()->second->median < *costs.at(b).begin()->second->median;
  });
  return labels;
}

// label -> the sizes that the run has no number of, and a reason for that.
std::map<std::string, Gaps> gaps_of(const Result& result, const std::string& workload) {
  std::map<std::string, Gaps> gaps;
  for (const Row& row : result.rows)
    if (row.status != RowStatus::kOk && row.workload == workload && row.size)
      gaps[printable(row.label())][*row.size] =
          row.status == RowStatus::kError ? "wrong" : "skipped";
  return gaps;
}

const Metric* at(const BySize& sizes, std::uint64_t size) {
  const auto found = sizes.find(size);
  return found == sizes.end() ? nullptr : found->second;
}

std::string value_text(const std::optional<double>& value) {
  return value ? grouped(*value) : kNothing;
}

// What stands in a transport's line under each size: "5,410", "+31", ...
std::vector<std::string> path_and_bytes(const BySize& costs,
                                        const std::vector<std::uint64_t>& sizes) {
  std::vector<std::string> cells;
  const Metric* path = nullptr;
  for (const std::uint64_t size : sizes) {
    const Metric* cost = at(costs, size);
    if (cost == nullptr)
      cells.emplace_back(kNothing);
    else if (path == nullptr)
      cells.push_back(grouped(*(path = cost)->median));
    else
      cells.push_back(fmt::format("{}{}", *cost->median >= *path->median ? "+" : "",
                                  grouped(*cost->median - *path->median)));
  }
  return cells;
}

std::vector<std::string> quantile(const BySize& costs, const std::vector<std::uint64_t>& sizes,
                                  std::optional<double> Metric::*which) {
  std::vector<std::string> cells;
  for (const std::uint64_t size : sizes) {
    const Metric* cost = at(costs, size);
    cells.push_back(cost == nullptr ? kNothing : value_text(cost->*which));
  }
  return cells;
}

// The sizes that transports have in common: one that a single transport has (a fixed text, say)
// shows no growth, and would take the place of one that does.
std::set<std::uint64_t> common_sizes(const Result& result) {
  std::map<std::uint64_t, std::set<std::string>> labels;
  std::set<std::string> all;
  for (const char* workload : kWorkloads)
    for (const auto& [label, costs] : costs_of(result, workload)) {
      all.insert(label);
      for (const auto& [size, cost] : costs) labels[size].insert(label);
    }
  std::set<std::uint64_t> sizes;
  for (const auto& [size, who] : labels)
    if (who.size() > 1 || all.size() == 1) sizes.insert(size);
  return sizes;
}

// As many sizes as a screen has room for: the ends stay, and of the others those go first that lie
// closest between their neighbours.
std::vector<std::uint64_t> thinned(std::vector<std::uint64_t> sizes, std::size_t width) {
  constexpr std::size_t kLabel = 20;
  constexpr std::size_t kColumn = 9;
  const std::size_t room = std::max<std::size_t>(2, (width - std::min(width, kLabel)) / kColumn);
  while (sizes.size() > room && sizes.size() > 2) {
    std::size_t dullest = 1;
    const auto spread = [&](std::size_t i) {
      return sizes[i + 1] / std::max<std::uint64_t>(1, sizes[i - 1]);
    };
    for (std::size_t i = 2; i + 1 < sizes.size(); ++i)
      if (spread(i) < spread(dullest)) dullest = i;
    sizes.erase(sizes.begin() + static_cast<std::ptrdiff_t>(dullest));
  }
  return sizes;
}

// The workloads stand in one grid, so that their columns line up.
class SizeTable {
 public:
  SizeTable(const Result& result, std::vector<std::uint64_t> sizes)
      : result_(result), sizes_(std::move(sizes)), grid_(columns(sizes_.size())) {}

  void add(const std::string& workload) {
    const auto costs = costs_of(result_, workload);
    if (costs.empty()) return;
    std::vector<std::string> header = {workload};
    for (const std::uint64_t size : sizes_) header.push_back(size_text(size));
    grid_.add_header(std::move(header));
    const auto gaps = gaps_of(result_, workload);
    for (const std::string& label : order_of(costs)) {
      const auto found = gaps.find(label);
      add_transport(label, costs.at(label), found == gaps.end() ? Gaps{} : found->second);
    }
    if (unit_.empty()) unit_ = costs.begin()->second.begin()->second->unit;
  }

  [[nodiscard]] std::string text(Style style) const {
    const std::string unit = unit_text(unit_);
    const std::string title =
        counted()
            ? fmt::format("Cost against size, {}: the path (smallest size), then what bytes add",
                          unit)
            : fmt::format("Cost against size, {}, median and p99", unit);
    return heading(title, Tone::kStrong, style) + grid_.text(style) + legend(style);
  }

 private:
  static std::vector<Align> columns(std::size_t sizes) {
    std::vector<Align> align(sizes + 1, Align::kRight);
    align.front() = Align::kWhole;
    return align;
  }

  [[nodiscard]] bool counted() const { return result_.machine.clock == Clock::kCounted; }

  void add_transport(std::string label, BySize costs, const Gaps& gaps) {
    // What has no size of the columns stands in the first, and names its own.
    const bool elsewhere = std::none_of(sizes_.begin(), sizes_.end(),
                                        [&](std::uint64_t size) { return costs.contains(size); });
    if (elsewhere) {
      label += ", " + size_text(costs.begin()->first);
      costs = {{sizes_.front(), costs.begin()->second}};
    }
    if (counted()) return add_line("  " + label, path_and_bytes(costs, sizes_), gaps);
    add_line("  " + label, quantile(costs, sizes_, &Metric::median), gaps);
    add_line("    p99", quantile(costs, sizes_, &Metric::p99), gaps, Tone::kFaint);
  }

  void add_line(const std::string& label, std::vector<std::string> cells, const Gaps& gaps,
                Tone tone = Tone::kPlain) {
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      if (cells[i] != kNothing) continue;
      const auto gap = gaps.find(sizes_[i]);
      if (gap != gaps.end()) cells[i] = gap->second;
      (gap == gaps.end() ? unmeasured_ : explained_) = true;
    }
    cells.insert(cells.begin(), label);
    grid_.add(std::move(cells), tone);
  }

  // Neither says that a transport cannot carry so much.
  [[nodiscard]] std::string legend(Style style) const {
    std::string text;
    if (unmeasured_)
      text = fmt::format("–: not measured in this run{}. ",
                         result_.run.set == "full" ? "" : "; --set full has more sizes");
    if (explained_) text += "skipped, wrong: the reason stands below.";
    return text.empty() ? text : paragraph("  ", text, style.width);
  }

  const Result& result_;
  std::vector<std::uint64_t> sizes_;
  std::string unit_;
  bool unmeasured_ = false, explained_ = false;
  Grid grid_;
};

}  // namespace

std::string size_table(const Result& result, Style style) {
  const std::set<std::uint64_t> sizes = common_sizes(result);
  const auto workloads = std::count_if(kWorkloads.begin(), kWorkloads.end(), [&](const char* one) {
    return !costs_of(result, one).empty();
  });
  // One workload at one size is the table above.
  if (sizes.empty() || (sizes.size() == 1 && workloads < 2)) return {};
  SizeTable table(result, thinned({sizes.begin(), sizes.end()}, style.width));
  for (const char* workload : kWorkloads) table.add(workload);
  return table.text(style);
}

}  // namespace kuipc::report
