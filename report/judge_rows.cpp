// SPDX-License-Identifier: Apache-2.0
// The rules by which a row has changed. Counted numbers repeat exactly, so they have limits and no
// p values; nanoseconds have a distribution, so they have a test and an effect.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "comparison.h"
#include "text.h"

namespace kuipc::report {

namespace {

void raise(Threshold& threshold, double value, std::string source) {
  if (value <= threshold.value) return;
  threshold = {value, std::move(source)};
}

Threshold threshold_of(const Change& change, double percent, double least,
                       std::optional<double> sensitivity, const Terms& terms) {
  std::optional<double> fence;
  if (terms.fence) fence = terms.fence(change.row, change.metric);
  return threshold_for(change.expected, change.unit, percent, least, terms.policy.sensitivity_times,
                       sensitivity.value_or(0), fence);
}

Outcome direction(const Change& change, double moved) {
  const bool worse = change.lower_is_better ? moved > 0 : moved < 0;
  return worse ? Outcome::kRegression : Outcome::kImprovement;
}

double spread(const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return *most - *least;
}

// The distance between the nearest two runs of the two sides; 0 where they overlap.
double gap(const std::vector<double>& base, const std::vector<double>& head, double shift) {
  const auto [base_least, base_most] = std::minmax_element(base.begin(), base.end());
  const auto [head_least, head_most] = std::minmax_element(head.begin(), head.end());
  if (*head_least > *base_most + shift) return *head_least - *base_most - shift;
  if (*head_most < *base_least + shift) return *head_most - *base_least - shift;
  return 0;
}

// The same between the furthest two, which lie as the nearest do.
double reach(const std::vector<double>& base, const std::vector<double>& head, double shift,
             double gap) {
  const auto [base_least, base_most] = std::minmax_element(base.begin(), base.end());
  const auto [head_least, head_most] = std::minmax_element(head.begin(), head.end());
  return gap > 0 ? *head_most - *base_least - shift : *head_least - *base_most - shift;
}

// One run beyond the limit and another short of it are one change as long as this one moved too, by
// more than the row does by itself. Where nobody measured what that is, by half of the limit.
bool moved_at_all(double gap, double limit, std::optional<double> sensitivity,
                  const Change& change) {
  const double itself = sensitivity ? *sensitivity * std::abs(change.expected) : limit / 2;
  return std::abs(gap) > itself;
}

std::string all_of(std::vector<double> runs) {
  std::sort(runs.begin(), runs.end());
  std::vector<std::string> words;
  for (const double run : runs) words.push_back(grouped(run));
  return joined(words);
}

// Counted numbers that differ have no middle between them: the one that lies nearer to the base
// stands for both, since it did occur.
double that_occurred(std::vector<double> runs, double near) {
  std::sort(runs.begin(), runs.end());
  const double low = runs[(runs.size() - 1) / 2];
  const double high = runs[runs.size() / 2];
  return std::abs(low - near) <= std::abs(high - near) ? low : high;
}

// The least number of a side may be too small for the rank test to speak, whatever the numbers are.
bool too_few(const WallTest& test, const Policy& policy) {
  return std::min(test.base.size(), test.head.size()) < policy.repetitions;
}

void judge_one(WallTest& test, double q, const Policy& policy) {
  Change& change = *test.change;
  const double effect = change.threshold.value / change.expected;
  const double ratio = *change.head / change.expected;
  change.q = q;
  const Interval& in = *change.interval;
  const bool within = in.low >= 1 - effect && in.high <= 1 + effect;
  const bool beyond = std::abs(ratio - 1) >= effect;
  if (beyond && q <= policy.false_discoveries)
    change.outcome = direction(change, ratio - 1);
  else if (within || (!beyond && q <= policy.false_discoveries))
    change.outcome = Outcome::kUnchanged;
  else
    change.outcome = Outcome::kInconclusive;
}

bool has_changed(const Change& change) {
  return change.outcome == Outcome::kRegression || change.outcome == Outcome::kImprovement;
}

bool shows_pace(const Change& change) {
  static const std::set<std::string> rows = {"floor/memcpy/size:64", "floor/memcpy/size:256",
                                             "floor/memcpy/size:1024", "floor/memcpy/size:4096"};
  return rows.contains(change.row);
}

}  // namespace

// A floor below which nobody wants to hear of it; what the row itself is known to move by; what its
// past moved by.
Threshold threshold_for(double expected, const std::string& unit, double percent, double least,
                        double times, double sensitivity, std::optional<double> fence) {
  const double size = std::abs(expected);
  Threshold threshold;
  raise(threshold, percent / 100 * size, fmt::format("{:g} %", percent));
  raise(threshold, least, fmt::format("{:g} {}", least, unit_text(unit)));
  raise(threshold, times * sensitivity * size, fmt::format("{:g} × sensitivity", times));
  if (fence) raise(threshold, *fence * size, "history");
  return threshold;
}

double Change::beyond() const {
  if (!base || !head) return 0;
  const double moved = std::abs(*head - expected);
  if (threshold.value > 0) return moved / threshold.value;
  return moved > 0 ? 1e9 : 0;
}

void judge_counted(Change& change, const std::vector<double>& base, const std::vector<double>& head,
                   std::optional<double> sensitivity, const Terms& terms) {
  const Limits limits = terms.policy.limits(change.row);
  change.threshold = threshold_of(change, limits.counted(sensitivity.has_value()),
                                  limits.least(change.unit), sensitivity, terms);
  const double limit = change.threshold.value;
  const double shift = change.expected - *change.base;
  const double apart = gap(base, head, shift);
  change.head = that_occurred(head, change.expected);
  if (std::abs(apart) > limit) {
    change.outcome = direction(change, apart);
  } else if (apart != 0 && std::abs(reach(base, head, shift, apart)) > limit &&
             moved_at_all(apart, limit, sensitivity, change)) {
    change.outcome = direction(change, apart);
    change.note = fmt::format("its runs: {}; not all are beyond the limit", all_of(head));
  } else if (spread(base) > limit || spread(head) > limit) {
    change.outcome = Outcome::kNondeterministic;
    change.note =
        fmt::format("runs of one side lie {} apart", grouped(std::max(spread(base), spread(head))));
  } else if (std::any_of(head.begin(), head.end(),
                         [&](double run) { return std::abs(run - change.expected) > limit; })) {
    change.outcome = Outcome::kNondeterministic;
    change.note = fmt::format("its runs: {}; one does not show the change", all_of(head));
  }
}

void judge_wall(std::vector<WallTest>& tests, const Terms& terms) {
  const Policy& policy = terms.policy;
  std::vector<WallTest*> able;
  std::vector<double> p;
  for (WallTest& test : tests) {
    Change& change = *test.change;
    change.threshold =
        threshold_of(change, policy.limits(change.row).wall_percent, 0, test.sensitivity, terms);
    if (change.expected <= 0 || too_few(test, policy)) {
      change.outcome = Outcome::kInconclusive;
      change.note = fmt::format("needs {} repetitions on each side, has {} and {}",
                                policy.repetitions, test.base.size(), test.head.size());
      if (change.expected <= 0) change.note = "the base is not above zero";
      continue;
    }
    // An accepted step moves the whole base, not only its median.
    for (double& value : test.base) value *= change.expected / *change.base;
    change.interval = ratio_interval(test.base, test.head, policy.confidence);
    p.push_back(mann_whitney(test.base, test.head));
    able.push_back(&test);
  }
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < able.size(); ++i) judge_one(*able[i], q[i], policy);
}

std::optional<std::string> doubt_machine(std::vector<WallTest>& tests) {
  const Change* pace = nullptr;
  for (const WallTest& test : tests) {
    const Change& change = *test.change;
    if (!shows_pace(change) || !has_changed(change)) continue;
    if (pace == nullptr || change.beyond() > pace->beyond()) pace = &change;
  }
  if (pace == nullptr) return std::nullopt;
  std::string remark = fmt::format(
      "the machine itself became {:.0f} % {} from base to head ({}, a copy in user mode): no "
      "change of a row is a verdict; measure again, in turn, on a quiet machine",
      100 * std::abs(pace->share()), pace->share() > 0 ? "slower" : "faster", pace->row);
  for (WallTest& test : tests) {
    if (!has_changed(*test.change)) continue;
    test.change->outcome = Outcome::kInconclusive;
    test.change->note = "the machine's own pace changed";
  }
  return remark;
}

}  // namespace kuipc::report
