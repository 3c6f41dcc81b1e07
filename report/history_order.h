// SPDX-License-Identifier: Apache-2.0
// The axis of a history is the subject's own order, not the calendar: what was measured late may be
// an old commit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "history.h"
#include "policy.h"

namespace kuipc::report {

enum class Axis : std::uint8_t { kAuto, kKernel, kKuipc, kTime };

struct Ordered {
  std::vector<HistoryRun> runs;
  Axis axis = Axis::kTime;   // what kAuto became
  std::size_t unplaced = 0;  // commits that the repository does not know: they stand first
};

/// The runs of one machine along an axis. kAuto takes what varies: the kernel, or kuipc, or time
/// where both do. Commits are in the order of the repository, kernels in that of their releases.
Ordered in_order(std::vector<HistoryRun> runs, Axis axis, const std::filesystem::path& repository);

struct Point {
  const HistoryRun* run;
  double median;
};

/// The points of a series along the axis, from its medians by run.
std::vector<Point> points_on(const Ordered& ordered, const std::map<std::int64_t, double>& medians);

/// A change that stays: between two neighbours of the axis.
struct Step {
  const HistoryRun* before;
  const HistoryRun* after;
  double from, to;
  const AcceptedStep* accepted = nullptr;
};

/// Counted: each neighbour that differs by more than the floors.
std::vector<Step> counted_steps(const std::vector<Point>& points, const Limits& limits,
                                const std::string& unit);

/// Wall: change points of the mean, by PELT (Killick, Fearnhead and Eckley, "Optimal detection of
/// changepoints with a linear computational cost", 2012), a normal cost with the variance taken
/// from the differences of neighbours, a penalty of 3 ln n, and segments of at least five runs.
std::vector<Step> wall_steps(const std::vector<Point>& points, const Limits& limits);

/// How large the changes between neighbours have been, as shares: Q3 + 3 IQR of their sizes after
/// the last accepted step. Nothing with fewer than `least` of them.
std::optional<double> fence_of(const std::vector<Point>& points,
                               const std::function<bool(const Point&, const Point&)>& resets,
                               std::size_t least);

}  // namespace kuipc::report
