// SPDX-License-Identifier: Apache-2.0
#include "history_fence.h"

#include <map>
#include <memory>

#include "history.h"
#include "history_order.h"
#include "steps.h"

namespace kuipc::report {

namespace {

class Past {
 public:
  Past(const std::filesystem::path& store, const Policy& policy, const std::string& machine,
       std::filesystem::path repository)
      : history_(store, History::Open::kExisting),
        policy_(policy),
        repository_(std::move(repository)) {
    std::vector<HistoryRun> runs;
    for (HistoryRun& run : history_.runs())
      if (run.machine == machine) runs.push_back(std::move(run));
    ordered_ = in_order(std::move(runs), Axis::kAuto, repository_);
    for (HistorySeries& one : history_.series(machine, ""))
      series_[{one.row, one.metric}] = std::move(one);
  }

  std::optional<double> fence(const std::string& row, const std::string& metric) {
    const auto found = series_.find({row, metric});
    if (found == series_.end()) return std::nullopt;
    return fence_of_row(points_on(ordered_, history_.points(found->second)), policy_, row,
                        repository_);
  }

 private:
  History history_;
  Policy policy_;
  std::filesystem::path repository_;
  Ordered ordered_;
  std::map<SeriesName, HistorySeries> series_;
};

}  // namespace

Fence fence_from(const std::filesystem::path& store, const Policy& policy, const Machine& machine,
                 const std::filesystem::path& repository) {
  const auto past = std::make_shared<Past>(store, policy, machine.fingerprint, repository);
  return [past](const std::string& row, const std::string& metric) {
    return past->fence(row, metric);
  };
}

std::optional<double> fence_of_row(const std::vector<Point>& points, const Policy& policy,
                                   const std::string& row,
                                   const std::filesystem::path& repository) {
  const auto resets = [&](const Point& a, const Point& b) {
    return step_between(policy, row, a.run->subject, b.run->subject, repository) != nullptr;
  };
  return fence_of(points, resets, policy.history_points);
}

}  // namespace kuipc::report
