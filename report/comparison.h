// SPDX-License-Identifier: Apache-2.0
// Base and head, row by row: what changed, by how much, and whether that is more than it may be.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "differences.h"
#include "policy.h"
#include "side.h"
#include "statistics.h"

namespace kuipc::report {

/// In the order in which a reader wants them.
enum class Outcome : std::uint8_t {
  kError,             // wrong data in the head
  kRegression,        // worse by more than the threshold
  kMissing,           // has a number in the base and none in the head
  kNotComparable,     // another machine, or another unit
  kNondeterministic,  // counted, and runs of one side disagree by more than the threshold
  kInconclusive,      // wall, and neither a change nor its absence could be shown
  kImprovement,       // better by more than the threshold
  kAccepted,          // worse or better, as results/thresholds.json says it may be
  kNew,               // has a number in the head and none in the base
  kUnchanged,
};

/// "regression", "not comparable", ...
const char* name_of(Outcome outcome);

/// How far a median may move, in the row's unit, and what set that limit.
struct Threshold {
  double value = 0;
  std::string source;
};

/// The largest of the floors (`percent` and `least`, in the row's unit), `times` its sensitivity,
/// and the fence, for a median that is expected to be `expected`.
Threshold threshold_for(double expected, const std::string& unit, double percent, double least,
                        double times, double sensitivity, std::optional<double> fence);

struct Change {
  std::string row, metric, unit;
  bool lower_is_better = true;
  Outcome outcome = Outcome::kUnchanged;
  std::optional<double> base, head;  // medians
  double expected = 0;               // the base, moved by an accepted step
  Threshold threshold;
  std::optional<Interval> interval;  // wall: of head / base
  std::optional<double> q;           // wall: false discovery rate at which it counts
  std::string note;                  // why there is no number, or what else is to be known

  /// Difference of the medians; 0 without two of them.
  [[nodiscard]] double difference() const { return base && head ? *head - *base : 0; }
  /// As a share of the base.
  [[nodiscard]] double share() const { return base && *base != 0 ? difference() / *base : 0; }
  /// How many times the threshold it moved: what tables are sorted by.
  [[nodiscard]] double beyond() const;
};

/// What a row's past says that it may move by, as a share; nothing without enough of a past.
using Fence =
    std::function<std::optional<double>(const std::string& row, const std::string& metric)>;

/// Whether the way from base to head crosses the step; nothing if nobody can tell.
using Crossing = std::function<std::optional<bool>(const AcceptedStep& step)>;

struct Terms {
  Policy policy;
  std::string metric;  // instead of each row's primary one
  std::string word;    // only rows whose name holds it
  Fence fence;
  Crossing crosses;
};

struct Comparison {
  std::vector<Difference> machine, subject;
  std::vector<Change> changes;  // furthest beyond its threshold first
  std::size_t skipped_in_both = 0;
  std::vector<std::string> remarks;  // what else a reader has to know

  [[nodiscard]] std::size_t count(Outcome outcome) const;
};

Comparison compare_sides(const Side& base, const Side& head, const Terms& terms);

/// Counted: fills in threshold and outcome from the medians of each run.
void judge_counted(Change& change, const std::vector<double>& base, const std::vector<double>& head,
                   std::optional<double> sensitivity, const Terms& terms);

/// Wall: p values first, for false discoveries are counted over all rows together.
struct WallTest {
  Change* change;
  std::vector<double> base, head;
  std::optional<double> sensitivity;
};
void judge_wall(std::vector<WallTest>& tests, const Terms& terms);

/// A copy within the first cache, in user mode, takes what the CPU's pace makes of it, whatever the
/// kernel is. Where one has changed, so has the machine: no change is a verdict then. Returns what
/// is to be said about it.
std::optional<std::string> doubt_machine(std::vector<WallTest>& tests);

}  // namespace kuipc::report
