// SPDX-License-Identifier: Apache-2.0
#include "history_order.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "git.h"
#include "statistics.h"
#include "steps.h"
#include "text.h"

namespace kuipc::report {

namespace {

using Places = std::unordered_map<std::string, std::size_t>;

Places places_in(const std::filesystem::path& repository) {
  Places places;
  const auto answer = ask_git(repository, {"rev-list", "--topo-order", "--reverse", "--all"});
  if (!answer || answer->status != 0) return places;
  for (const std::string_view commit : lines_of(answer->out))
    places.emplace(commit, places.size() + 1);
  return places;
}

Axis varying(const std::vector<HistoryRun>& runs) {
  std::set<std::string> kernels;
  std::set<std::string> kuipcs;
  for (const HistoryRun& run : runs) {
    kernels.insert(run.subject.kernel.release + run.subject.kernel.image_sha256);
    kuipcs.insert(run.subject.kuipc.commit);
  }
  if (kernels.size() > 1 && kuipcs.size() == 1) return Axis::kKernel;
  return kernels.size() == 1 && kuipcs.size() > 1 ? Axis::kKuipc : Axis::kTime;
}

// The least cost of each beginning of the series, by dynamic programming that drops what can no
// longer be the last change (PELT). Returns the first index of each segment but the first.
std::vector<std::size_t> change_points(const std::vector<double>& values, double variance) {
  constexpr std::size_t kLeast = 5;
  const std::size_t n = values.size();
  if (n < 2 * kLeast || variance <= 0) return {};
  std::vector<double> sum(n + 1, 0);
  std::vector<double> squares(n + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const double centred = values[i] - values[0];
    sum[i + 1] = sum[i] + centred;
    squares[i + 1] = squares[i] + centred * centred;
  }
  const auto cost = [&](std::size_t from, std::size_t to) {
    const double s = sum[to] - sum[from];
    return (squares[to] - squares[from] - s * s / static_cast<double>(to - from)) / variance;
  };
  const double penalty = 3 * std::log(static_cast<double>(n));
  std::vector<double> best(n + 1, INFINITY);
  std::vector<std::size_t> last(n + 1, 0);
  best[0] = -penalty;
  std::vector<std::size_t> candidates = {0};
  for (std::size_t to = kLeast; to <= n; ++to) {
    for (const std::size_t from : candidates) {
      if (to - from < kLeast) continue;
      const double total = best[from] + cost(from, to) + penalty;
      if (total < best[to]) best[to] = total, last[to] = from;
    }
    std::erase_if(candidates, [&](std::size_t from) {
      return to - from >= kLeast && best[from] + cost(from, to) > best[to];
    });
    candidates.push_back(to - kLeast + 1);
  }
  std::vector<std::size_t> points;
  for (std::size_t at = last[n]; at > 0; at = last[at]) points.push_back(at);
  std::reverse(points.begin(), points.end());
  return points;
}

// Half the mean square of neighbours' differences is a variance; by their median, so that the steps
// themselves do not count as noise. 0.6745 is the normal's third quartile.
double noise_variance(const std::vector<double>& values) {
  std::vector<double> moves;
  for (std::size_t i = 1; i < values.size(); ++i)
    moves.push_back(std::abs(values[i] - values[i - 1]));
  if (moves.empty()) return 0;
  const double deviation = median(moves) / 0.6745 / std::sqrt(2.0);
  return deviation * deviation;
}

}  // namespace

Ordered in_order(std::vector<HistoryRun> runs, Axis axis, const std::filesystem::path& repository) {
  Ordered ordered{std::move(runs), axis, 0};
  if (axis == Axis::kAuto) ordered.axis = varying(ordered.runs);
  if (ordered.axis == Axis::kKernel)
    std::stable_sort(ordered.runs.begin(), ordered.runs.end(), [](const auto& a, const auto& b) {
      return release_before(a.subject.kernel.release, b.subject.kernel.release);
    });
  if (ordered.axis != Axis::kKuipc) return ordered;
  const Places places = places_in(repository);
  const auto place = [&](const HistoryRun& run) {
    const auto found = places.find(run.subject.kuipc.commit);
    return found == places.end() ? 0 : found->second;
  };
  std::stable_sort(ordered.runs.begin(), ordered.runs.end(),
                   [&](const auto& a, const auto& b) { return place(a) < place(b); });
  ordered.unplaced = static_cast<std::size_t>(std::count_if(
      ordered.runs.begin(), ordered.runs.end(), [&](const auto& run) { return place(run) == 0; }));
  return ordered;
}

std::vector<Point> points_on(const Ordered& ordered,
                             const std::map<std::int64_t, double>& medians) {
  std::vector<Point> points;
  for (const HistoryRun& run : ordered.runs) {
    const auto found = medians.find(run.id);
    if (found != medians.end()) points.push_back({&run, found->second});
  }
  return points;
}

std::vector<Step> counted_steps(const std::vector<Point>& points, const Limits& limits,
                                const std::string& unit) {
  std::vector<Step> steps;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double before = points[i - 1].median;
    const double limit =
        std::max(limits.least(unit), limits.counted_percent / 100 * std::abs(before));
    if (std::abs(points[i].median - before) > limit)
      steps.push_back({points[i - 1].run, points[i].run, before, points[i].median});
  }
  return steps;
}

std::vector<Step> wall_steps(const std::vector<Point>& points, const Limits& limits) {
  std::vector<double> values;
  values.reserve(points.size());
  for (const Point& point : points) values.push_back(point.median);
  std::vector<std::size_t> bounds = change_points(values, noise_variance(values));
  bounds.insert(bounds.begin(), 0);
  bounds.push_back(values.size());
  std::vector<Step> steps;
  const auto level = [&](std::size_t segment) {
    const auto at = [&](std::size_t i) {
      return values.begin() + static_cast<std::ptrdiff_t>(bounds[i]);
    };
    return median({at(segment), at(segment + 1)});
  };
  for (std::size_t i = 1; i + 1 < bounds.size(); ++i) {
    const double from = level(i - 1);
    const double to = level(i);
    if (std::abs(to - from) > limits.wall_percent / 100 * std::abs(from))
      steps.push_back({points[bounds[i] - 1].run, points[bounds[i]].run, from, to});
  }
  return steps;
}

std::optional<double> fence_of(const std::vector<Point>& points,
                               const std::function<bool(const Point&, const Point&)>& resets,
                               std::size_t least) {
  std::vector<double> moves;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (resets(points[i - 1], points[i]))
      moves.clear();
    else if (points[i - 1].median != 0)
      moves.push_back(std::abs(points[i].median / points[i - 1].median - 1));
  }
  if (moves.empty() || moves.size() < least) return std::nullopt;
  return outer_fence(moves);
}

}  // namespace kuipc::report
