// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "comparison.h"
#include "history.h"
#include "history_fence.h"
#include "history_order.h"
#include "page.h"
#include "page_line.h"
#include "steps.h"
#include "text.h"

namespace kuipc::report {

namespace {

constexpr std::size_t kMostSteps = 40;  // of a line: one that has more is noise

// Runs of one machine, and where each stands among those of all machines.
struct Lane {
  std::string machine;
  Ordered ordered;
  std::vector<std::size_t> places;
};

// What a row was at each place of its lane, nothing where it was not measured.
std::vector<Placed> values_on(const Lane& lane, const std::map<std::int64_t, double>& medians) {
  std::vector<Placed> values;
  values.reserve(lane.places.size());
  for (std::size_t i = 0; i < lane.places.size(); ++i) {
    const auto found = medians.find(lane.ordered.runs[i].id);
    values.push_back(
        {lane.places[i], found == medians.end() ? std::nullopt : std::optional(found->second)});
  }
  return values;
}

class Composer {
 public:
  Composer(const Timeline& timeline, const History& history)
      : timeline_(timeline), history_(history) {}

  Json compose(std::vector<HistoryRun> runs) {
    ordered_ = in_order(std::move(runs), Axis::kAuto, timeline_.repository);
    part_lanes();
    find_notes();
    for (const Lane& lane : lanes_)
      for (const HistorySeries& one : history_.series(lane.machine, "")) add_line(lane, one);
    Json series = Json::array();
    for (auto& [id, json] : series_) series.push_back(std::move(json));
    return {{"clock", name_of(ordered_.runs.front().clock)},
            {"axis", axis_name()},
            {"unplaced", ordered_.unplaced},
            {"runs", runs_json()},
            {"machines", machines_json()},
            {"notes", notes_},
            {"series", std::move(series)}};
  }

 private:
  [[nodiscard]] const char* axis_name() const {
    return ordered_.axis == Axis::kKernel  ? "kernel"
           : ordered_.axis == Axis::kKuipc ? "kuipc"
                                           : "time";
  }

  void part_lanes() {
    for (std::size_t i = 0; i < ordered_.runs.size(); ++i) {
      const HistoryRun& run = ordered_.runs[i];
      auto lane = std::find_if(lanes_.begin(), lanes_.end(),
                               [&](const Lane& one) { return one.machine == run.machine; });
      if (lane == lanes_.end())
        lane = lanes_.insert(lane, Lane{run.machine, {{}, ordered_.axis, 0}, {}});
      lane->ordered.runs.push_back(run);
      lane->places.push_back(i);
      places_[run.id] = i;
    }
  }

  // The first run of the axis that is at the mark or beyond it. Subjects stand in order, so git is
  // asked a few times and not about each run.
  [[nodiscard]] std::optional<std::size_t> place_of(const Mark& mark) const {
    const auto first = std::partition_point(
        ordered_.runs.begin(), ordered_.runs.end(), [&](const HistoryRun& run) {
          return !reaches(run.subject, mark, timeline_.repository).value_or(false);
        });
    if (first == ordered_.runs.end()) return std::nullopt;
    return static_cast<std::size_t>(first - ordered_.runs.begin());
  }

  void find_notes() {
    for (const Note& note : timeline_.policy.notes)
      if (const auto place = place_of(note)) {
        noted_.push_back(&note);
        notes_.push_back({{"place", *place}, {"text", page_text(note.text)}});
      }
  }

  void add_line(const Lane& lane, const HistorySeries& one) {
    const auto medians = history_.points(one);
    const std::vector<Point> points = points_on(lane.ordered, medians);
    if (points.empty()) return;
    Json json = page_line(values_on(lane, medians));
    json["machine"] = &lane - lanes_.data();
    json["last"] = places_.at(points.back().run->id);
    json["points"] = points.size();
    add_limits(json, one, points, lane);
    Json& series = series_[one.id];
    if (series.is_null())
      series = {{"row", page_text(one.row)},     {"metric", page_text(one.metric)},
                {"unit", page_text(one.unit)},   {"better", page_text(one.better)},
                {"notes", notes_about(one.row)}, {"lines", Json::array()}};
    series["lines"].push_back(std::move(json));
  }

  [[nodiscard]] Json notes_about(const std::string& row) const {
    Json json = Json::array();
    for (std::size_t i = 0; i < noted_.size(); ++i)
      if (std::regex_search(row, noted_[i]->match)) json.push_back(i);
    return json;
  }

  // What the line may move by, and where it moved by more.
  void add_limits(Json& json, const HistorySeries& one, const std::vector<Point>& points,
                  const Lane& lane) const {
    const Policy policy = about(one.row);
    const Limits limits = policy.limits(one.row);
    const bool wall = lane.ordered.runs.front().clock == Clock::kWall;
    const auto fence = fence_of_row(points, policy, one.row, timeline_.repository);
    const auto moves_by_itself = sensitivity(one, lane);
    const double percent = wall ? limits.wall_percent : limits.counted(moves_by_itself.has_value());
    const Threshold threshold =
        threshold_for(points.back().median, one.unit, percent, wall ? 0 : limits.least(one.unit),
                      policy.sensitivity_times, moves_by_itself.value_or(0), fence);
    json["limit"] = page_number(threshold.value);
    json["limit_source"] = threshold.source;
    const auto steps = wall ? wall_steps(points, limits) : counted_steps(points, limits, one.unit);
    Json list = Json::array();
    for (std::size_t i = steps.size() - std::min(steps.size(), kMostSteps); i < steps.size(); ++i)
      list.push_back(
          step_json(steps[i], accepted(policy, one.row, *steps[i].before, *steps[i].after)));
    json["steps"] = std::move(list);
    if (steps.size() > kMostSteps) json["steps_in_all"] = steps.size();
  }

  [[nodiscard]] const AcceptedStep* accepted(const Policy& policy, const std::string& row,
                                             const HistoryRun& a, const HistoryRun& b) const {
    if (policy.accepted.empty()) return nullptr;
    return step_between(policy, row, a.subject, b.subject, timeline_.repository);
  }

  // The policy with the accepted steps of this row alone: most rows have none, and need not ask
  // between each two of 2,000 runs.
  [[nodiscard]] Policy about(const std::string& row) const {
    Policy policy = timeline_.policy;
    std::erase_if(policy.accepted,
                  [&](const AcceptedStep& step) { return !std::regex_search(row, step.match); });
    return policy;
  }

  [[nodiscard]] std::optional<double> sensitivity(const HistorySeries& one,
                                                  const Lane& lane) const {
    for (const Result& result : timeline_.shown) {
      if (result.machine.fingerprint != lane.machine) continue;
      for (const Row& row : result.rows) {
        if (row.name != one.row) continue;
        const auto metric = row.metrics.find(one.metric);
        if (metric != row.metrics.end()) return metric->second.sensitivity;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Json step_json(const Step& step, const AcceptedStep* accepted) const {
    Json json = {{"before", places_.at(step.before->id)},
                 {"after", places_.at(step.after->id)},
                 {"from", page_number(step.from)},
                 {"to", page_number(step.to)}};
    if (accepted != nullptr)
      json["accepted"] = page_text(accepted->reason + " (" + short_hash(accepted->commit) + ")");
    return json;
  }

  [[nodiscard]] Json runs_json() const {
    Json json = Json::array();
    for (const HistoryRun& run : ordered_.runs)
      json.push_back({page_text(run.run), page_text(run.started),
                      page_text(run.subject.kernel.release), commit(run.subject.kernel.commit),
                      commit(run.subject.kuipc.commit)});
    return json;
  }

  [[nodiscard]] std::string commit(const std::string& name) const {
    return timeline_.links ? printable(name) : short_hash(printable(name));
  }

  [[nodiscard]] Json machines_json() const {
    Json json = Json::array();
    for (const Lane& lane : lanes_)
      json.push_back({{"fingerprint", page_text(lane.machine)}, {"first", lane.places.front()}});
    return json;
  }

  const Timeline& timeline_;
  const History& history_;
  Ordered ordered_;
  std::vector<Lane> lanes_;
  std::map<std::int64_t, std::size_t> places_;  // of runs on the axis
  std::vector<const Note*> noted_;
  Json notes_ = Json::array();
  std::map<std::int64_t, Json> series_;
};

}  // namespace

Json page_history(const Timeline& timeline) {
  History history =
      timeline.store.empty() ? History() : History(timeline.store, History::Open::kExisting);
  for (const auto* results : {&timeline.around, &timeline.shown})
    for (const Result& result : *results)
      if (result.run.ended == "finished" && result.machine.clock != Clock::kUnknown)
        history.look_at(result);
  std::map<Clock, std::vector<HistoryRun>> clocks;
  for (HistoryRun& run : history.runs()) clocks[run.clock].push_back(std::move(run));
  Json json = Json::array();
  for (auto& [clock, runs] : clocks)
    if (runs.size() > 1) json.push_back(Composer(timeline, history).compose(std::move(runs)));
  return json;
}

}  // namespace kuipc::report
