// SPDX-License-Identifier: Apache-2.0
#include "comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "text.h"

namespace kuipc::report {

namespace {

struct Pair {
  std::string name;
  const Samples* base = nullptr;
  const Samples* head = nullptr;
};

bool has_number(const Samples* samples) {
  return samples != nullptr && !samples->rows.empty();
}

std::string reason_of(const Samples* samples) {
  if (samples == nullptr) return "";
  const Row* row = samples->wrong != nullptr ? samples->wrong : samples->skipped;
  if (row == nullptr) return "";
  const std::string reason = row->reason.empty() ? "no reason given" : row->reason;
  return (row->status == RowStatus::kError ? "wrong: " : "skipped: ") + reason;
}

// The metric that is judged, as each run of a side has it; empty where one run does not have it.
std::vector<const Metric*> metrics_of(const Samples& samples, const std::string& name) {
  std::vector<const Metric*> found;
  for (const Row* row : samples.rows) {
    const auto metric = row->metrics.find(name);
    if (metric == row->metrics.end() || !metric->second.median) return {};
    found.push_back(&metric->second);
  }
  return found;
}

// Nothing where neither side was perturbed.
std::optional<double> sensitivity_of(const std::vector<const Metric*>& base,
                                     const std::vector<const Metric*>& head) {
  std::optional<double> largest;
  for (const auto* side : {&base, &head})
    for (const Metric* metric : *side) largest = std::max(largest, metric->sensitivity);
  return largest;
}

std::vector<double> medians_of(const std::vector<const Metric*>& metrics) {
  std::vector<double> values;
  values.reserve(metrics.size());
  for (const Metric* metric : metrics) values.push_back(*metric->median);
  return values;
}

// All repetitions of all runs; a run that names none counts as one.
std::vector<double> repetitions_of(const std::vector<const Metric*>& metrics) {
  std::vector<double> values;
  for (const Metric* metric : metrics)
    if (metric->repetitions.empty())
      values.push_back(*metric->median);
    else
      values.insert(values.end(), metric->repetitions.begin(), metric->repetitions.end());
  return values;
}

class Comparer {
 public:
  Comparer(const Side& base, const Side& head, const Terms& terms)
      : terms_(terms), wall_(head.machine().clock == Clock::kWall) {
    out_.machine = machine_differences(base.machine(), head.machine());
    out_.subject = subject_differences(base.subject(), head.subject());
    for (const Side* side : {&base, &head}) remark_on(*side, side == &base ? "base" : "head");
    if (base.results.front().run.set != head.results.front().run.set)
      out_.remarks.push_back(fmt::format("the base ran the set {}, the head {}",
                                         base.results.front().run.set,
                                         head.results.front().run.set));
    take_steps();
  }

  void add(const Pair& pair) {
    if (!has_number(pair.base) && !has_number(pair.head)) {
      add_without_numbers(pair);
      return;
    }
    const Row& row = *(has_number(pair.head) ? pair.head : pair.base)->rows.front();
    Change change;
    change.row = pair.name;
    change.metric = terms_.metric.empty() ? row.primary : terms_.metric;
    const auto base = has_number(pair.base) ? metrics_of(*pair.base, change.metric) : Metrics{};
    const auto head = has_number(pair.head) ? metrics_of(*pair.head, change.metric) : Metrics{};
    if (base.empty() && head.empty()) return;  // --metric: this row has no such metric
    fill(change, base, head);
    if (pair.head != nullptr && pair.head->wrong != nullptr)
      set(change, Outcome::kError, reason_of(pair.head));
    else if (head.empty())
      set(change, Outcome::kMissing,
          pair.head == nullptr ? "not in the head" : reason_of(pair.head));
    else if (base.empty())
      set(change, Outcome::kNew, reason_of(pair.base));
    else
      judge(change, base, head);
    changes_.push_back(std::move(change));
  }

  Comparison finish() {
    std::vector<WallTest> tests;
    for (auto& [index, test] : pending_) {
      test.change = &changes_[index];
      tests.push_back(std::move(test));
    }
    judge_wall(tests, terms_);
    if (same_harness())
      if (auto remark = doubt_machine(tests)) out_.remarks.push_back(*std::move(remark));
    for (Change& change : changes_) name_accepted(change);
    std::stable_sort(changes_.begin(), changes_.end(),
                     [](const Change& a, const Change& b) { return a.beyond() > b.beyond(); });
    out_.changes = std::move(changes_);
    return std::move(out_);
  }

 private:
  using Metrics = std::vector<const Metric*>;

  // Another harness may well copy in another way.
  [[nodiscard]] bool same_harness() const {
    return std::none_of(out_.subject.begin(), out_.subject.end(),
                        [](const Difference& one) { return one.field == "harness_sha256"; });
  }

  static void set(Change& change, Outcome outcome, std::string note) {
    change.outcome = outcome;
    change.note = std::move(note);
  }

  void remark_on(const Side& side, const char* which) {
    for (const Result& result : side.results) {
      if (result.run.ended != "finished")
        out_.remarks.push_back(fmt::format("the {}'s run {} did not finish: {}", which,
                                           result.run.id, result.run.ended));
      if (result.machine.timed_an_emulator())
        out_.remarks.push_back(fmt::format(
            "the {}'s run {} timed an emulator, not a machine: no verdict on it means anything",
            which, result.run.id));
    }
  }

  // Which accepted steps lie between base and head.
  void take_steps() {
    for (const AcceptedStep& step : terms_.policy.accepted) {
      const auto crossed = terms_.crosses ? terms_.crosses(step) : std::nullopt;
      if (crossed.value_or(false)) steps_.push_back(&step);
      if (!crossed)
        out_.remarks.push_back(fmt::format(
            "whether the accepted step at {} {} lies between the two cannot be told, so it is not "
            "applied",
            step.subject, step.at));
    }
  }

  void add_without_numbers(const Pair& pair) {
    const bool wrong = pair.head != nullptr && pair.head->wrong != nullptr;
    if (!wrong) {
      ++out_.skipped_in_both;
      return;
    }
    Change change;
    change.row = pair.name;
    set(change, Outcome::kError, reason_of(pair.head));
    changes_.push_back(std::move(change));
  }

  void fill(Change& change, const Metrics& base, const Metrics& head) const {
    const Metric& model = *(head.empty() ? base : head).front();
    change.unit = model.unit;
    change.lower_is_better = model.better == "lower";
    if (!base.empty()) change.base = median(wall_ ? repetitions_of(base) : medians_of(base));
    if (!head.empty()) change.head = median(wall_ ? repetitions_of(head) : medians_of(head));
    change.expected = change.base.value_or(0);
    for (const AcceptedStep* step : steps_)
      if (std::regex_search(change.row, step->match)) change.expected *= 1 + step->percent / 100;
  }

  void judge(Change& change, const Metrics& base, const Metrics& head) {
    for (const auto* side : {&base, &head})
      for (const Metric* metric : *side)
        if (metric->unit != change.unit || (metric->better == "lower") != change.lower_is_better) {
          set(change, Outcome::kNotComparable,
              fmt::format("units differ: {}, {}", base.front()->unit, head.front()->unit));
          return;
        }
    if (!out_.machine.empty()) {
      set(change, Outcome::kNotComparable, "the machines differ");
    } else if (wall_) {
      pending_.push_back(
          {changes_.size(), WallTest{nullptr, repetitions_of(base), repetitions_of(head),
                                     sensitivity_of(base, head)}});
    } else {
      judge_counted(change, medians_of(base), medians_of(head), sensitivity_of(base, head), terms_);
    }
  }

  // Unchanged against a base that was moved is a change, and one that somebody took.
  void name_accepted(Change& change) const {
    const bool moved = change.base && change.expected != *change.base;
    if (!moved || change.outcome != Outcome::kUnchanged) return;
    change.outcome = Outcome::kAccepted;
    for (const AcceptedStep* step : steps_)
      if (std::regex_search(change.row, step->match))
        change.note = fmt::format("{} ({:+g} % at {} {}, {})", step->reason, step->percent,
                                  step->subject, step->at, step->commit);
  }

  const Terms& terms_;
  bool wall_;
  Comparison out_;
  std::vector<Change> changes_;
  std::vector<std::pair<std::size_t, WallTest>> pending_;  // with the index of its change
  std::vector<const AcceptedStep*> steps_;
};

}  // namespace

const char* name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kError:
      return "error";
    case Outcome::kRegression:
      return "regression";
    case Outcome::kMissing:
      return "missing";
    case Outcome::kNotComparable:
      return "not comparable";
    case Outcome::kNondeterministic:
      return "nondeterministic";
    case Outcome::kInconclusive:
      return "inconclusive";
    case Outcome::kImprovement:
      return "improvement";
    case Outcome::kAccepted:
      return "accepted";
    case Outcome::kNew:
      return "new";
    case Outcome::kUnchanged:
      break;
  }
  return "unchanged";
}

std::size_t Comparison::count(Outcome outcome) const {
  return static_cast<std::size_t>(std::count_if(
      changes.begin(), changes.end(), [&](const Change& one) { return one.outcome == outcome; }));
}

Comparison compare_sides(const Side& base, const Side& head, const Terms& terms) {
  const auto before = samples_of(base, terms.word);
  const auto after = samples_of(head, terms.word);
  std::set<std::string> names;
  for (const auto& [name, samples] : before) names.insert(name);
  for (const auto& [name, samples] : after) names.insert(name);
  const auto find = [](const auto& samples, const std::string& name) {
    const auto found = samples.find(name);
    return found == samples.end() ? nullptr : &found->second;
  };
  Comparer comparer(base, head, terms);
  for (const std::string& name : names) comparer.add({name, find(before, name), find(after, name)});
  return comparer.finish();
}

}  // namespace kuipc::report
