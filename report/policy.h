// SPDX-License-Identifier: Apache-2.0
// What counts as a change: results/thresholds.json, the one file in which limits are set and steps
// are accepted, so that both are reviewed (results/README.md tells every field).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace kuipc::report {

/// Rows named by an expression, with what the file says of them and why.
struct RowRule {
  std::regex match;
  std::optional<double> counted_percent, perturbed_percent, wall_percent, instructions;
  std::string reason;
};

/// A place on the way of a subject, and the rows that it concerns.
struct Mark {
  std::string match_text;
  std::regex match;
  std::string subject;  // kernel, kuipc
  std::string at;       // the first release or commit that has it
};

/// What somebody wants readers of a graph to know: another compiler, another kernel configuration.
struct Note : Mark {
  std::string text;
};

/// A change that somebody looked at and took. From `at` on, rows are judged against the base moved
/// by `percent`.
struct AcceptedStep : Mark {
  double percent = 0;
  std::string reason, commit;
};

/// The limits for one row.
struct Limits {
  double instructions = 0, counted_percent = 0, perturbed_percent = 0, wall_percent = 0;

  /// A row whose sensitivity was measured needs less room than one that nobody knows.
  [[nodiscard]] double counted(bool sensitivity_known) const {
    return sensitivity_known ? perturbed_percent : counted_percent;
  }

  /// The floor in a counted metric's own unit: one of instructions means nothing for messages.
  [[nodiscard]] double least(const std::string& unit) const {
    return unit.starts_with("insn") ? instructions : 0;
  }
};

struct Policy {
  double instructions = 6, counted_percent = 0.3, perturbed_percent = 0.1;
  double sensitivity_times = 1;
  std::size_t history_points = 8;  // fewer changes than this make no fence
  double wall_percent = 3, false_discoveries = 0.05, confidence = 0.95;
  std::size_t repetitions = 9;
  double reference_percent = 2;  // against a pinned reference: the creep that is let pass
  std::vector<RowRule> rows;
  std::vector<AcceptedStep> accepted;
  std::vector<Note> notes;

  /// The last rule that matches and speaks of a limit has it.
  [[nodiscard]] Limits limits(const std::string& row) const;
};

/// Failure(kUnreadable) names the file and the field. A key that it does not know is a failure: a
/// limit spelt wrong would not limit.
Policy read_policy(const std::filesystem::path& file);

}  // namespace kuipc::report
