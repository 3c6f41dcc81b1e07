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

const Metric* at(const BySize& sizes, std::uint64_t size) {
  const auto found = sizes.find(size);
  return found == sizes.end() ? nullptr : found->second;
}

std::string value_text(const std::optional<double>& value) {
  return value ? grouped(*value) : kNothing;
}

// "netlink  5,410  +31  +410 ..."
std::vector<std::string> path_and_bytes(const std::string& label, const BySize& costs,
                                        const std::vector<std::uint64_t>& sizes) {
  std::vector<std::string> cells = {label};
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

std::vector<std::string> quantile(const std::string& label, const BySize& costs,
                                  const std::vector<std::uint64_t>& sizes,
                                  std::optional<double> Metric::*which) {
  std::vector<std::string> cells = {label};
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
    auto costs = costs_of(result_, workload);
    std::erase_if(costs, [&](const auto& entry) { return !grows(entry.second); });
    if (costs.empty()) return;
    std::vector<std::string> header = {workload};
    for (const std::uint64_t size : sizes_) header.push_back(size_text(size));
    grid_.add(std::move(header), Tone::kFaint);
    for (const std::string& label : order_of(costs)) add_transport("  " + label, costs.at(label));
    if (unit_.empty()) unit_ = costs.begin()->second.begin()->second->unit;
  }

  [[nodiscard]] std::string text(Style style) const {
    const std::string unit = unit_text(unit_);
    const std::string title =
        counted()
            ? fmt::format("Cost against size, {}: the path (smallest size), then what bytes add",
                          unit)
            : fmt::format("Cost against size, {}, median and p99", unit);
    return toned(title, Tone::kStrong, style) + "\n" + grid_.text(style);
  }

 private:
  static std::vector<Align> columns(std::size_t sizes) {
    std::vector<Align> align(sizes + 1, Align::kRight);
    align.front() = Align::kLeft;
    return align;
  }

  // Of one size alone there is nothing to compare.
  [[nodiscard]] bool grows(const BySize& costs) const {
    return std::count_if(sizes_.begin(), sizes_.end(),
                         [&](std::uint64_t size) { return costs.contains(size); }) > 1;
  }

  [[nodiscard]] bool counted() const { return result_.machine.clock == Clock::kCounted; }

  void add_transport(const std::string& label, const BySize& costs) {
    if (counted()) {
      grid_.add(path_and_bytes(label, costs, sizes_));
      return;
    }
    grid_.add(quantile(label, costs, sizes_, &Metric::median));
    grid_.add(quantile("    p99", costs, sizes_, &Metric::p99), Tone::kFaint);
  }

  const Result& result_;
  std::vector<std::uint64_t> sizes_;
  std::string unit_;
  Grid grid_;
};

}  // namespace

std::string size_table(const Result& result, Style style) {
  const std::set<std::uint64_t> sizes = common_sizes(result);
  if (sizes.size() < 2) return {};
  SizeTable table(result, thinned({sizes.begin(), sizes.end()}, style.width));
  for (const char* workload : kWorkloads) table.add(workload);
  return table.text(style);
}

}  // namespace kuipc::report
