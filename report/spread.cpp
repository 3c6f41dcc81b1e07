// SPDX-License-Identifier: Apache-2.0
// kuipc spread: how far the medians of the same rows lie apart in several results of one subject.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "failure.h"
#include "files.h"
#include "grid.h"
#include "result.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

constexpr std::size_t kWorstShown = 10;

// One series, which is a row and a metric: its medians' range over all results.
struct Extent {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  std::size_t results = 0;

  void add(double median) {
    least = std::min(least, median);
    most = std::max(most, median);
    ++results;
  }
  // As a share of the least; 0 when all are the same.
  [[nodiscard]] double share() const { return least > 0 ? (most - least) / least : 0; }
};

using Extents = std::map<std::string, Extent>;

void add(Extents& ranges, const Result& result, const SpreadOptions& options) {
  for (const Row& row : result.rows) {
    if (row.status != RowStatus::kOk) continue;
    if (options.largest_size && row.size.value_or(0) > *options.largest_size) continue;
    for (const auto& [name, metric] : row.metrics)
      if (metric.median) ranges[row.name + " " + name].add(*metric.median);
  }
}

void print_worst(const std::vector<std::pair<std::string, Extent>>& ranges) {
  const Style style = style_of_stdout();
  Grid grid({Align::kWhole, Align::kRight, Align::kRight, Align::kRight});
  for (const auto& [name, range] : ranges) {
    if (range.share() == 0) break;
    grid.add({printable(name), grouped(range.least), grouped(range.most),
              fmt::format("{:.3f} %", range.share() * 100)});
  }
  fmt::print("{}", grid.text(style));
}

// Where the differences are: the paths themselves, or the moments at which an interrupt met them.
void print_workloads(const std::vector<std::pair<std::string, Extent>>& ranges) {
  struct Sum {
    std::size_t same = 0, all = 0;
    double worst = 0;
  };
  std::map<std::string, Sum> workloads;
  for (const auto& [name, range] : ranges) {
    Sum& sum = workloads[name.substr(0, name.find('/'))];
    ++sum.all;
    sum.same += range.share() == 0;
    sum.worst = std::max(sum.worst, range.share());
  }
  Grid grid({Align::kWhole, Align::kRight, Align::kRight});
  for (const auto& [name, sum] : workloads)
    grid.add({printable(name), fmt::format("{} of {} identical", sum.same, sum.all),
              fmt::format("worst {:.3f} %", sum.worst * 100)});
  fmt::print("{}", grid.text(style_of_stdout()));
}

}  // namespace

int spread(const SpreadOptions& options) {
  Extents ranges;
  for (const std::string& reference : options.results)
    add(ranges, read_result(find_result(reference, options.runs)), options);
  // A filtered run holds a part of the rows: what only one result has cannot be compared.
  std::erase_if(ranges, [](const auto& series) { return series.second.results < 2; });
  if (ranges.empty()) throw Failure(kNotComparable, "no row was measured in two of these results");
  std::vector<std::pair<std::string, Extent>> sorted(ranges.begin(), ranges.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& one, const auto& other) {
    return one.second.share() > other.second.share();
  });
  const auto same = std::count_if(sorted.begin(), sorted.end(),
                                  [](const auto& one) { return one.second.share() == 0; });
  const std::string summary =
      fmt::format("{} of {} medians are identical in {} results; the worst differs by {:.3f} %",
                  same, sorted.size(), options.results.size(), sorted.front().second.share() * 100);
  fmt::print("{}", heading(summary, Tone::kPlain, style_of_stdout()));
  if (sorted.front().second.share() > 0) print_workloads(sorted);
  sorted.resize(std::min(sorted.size(), kWorstShown));
  print_worst(sorted);
  return kFine;
}

}  // namespace kuipc::report
