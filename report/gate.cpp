// SPDX-License-Identifier: Apache-2.0
// kuipc gate: may this change go in?
#include "gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "files.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

// git bisect run takes 1 to 124 for bad, 125 for a commit that cannot be tested, and stops above
// 127.
constexpr int kSkipThisCommit = 125;
constexpr int kStopBisecting = 128;

bool any_pair(const Comparison& comparison) {
  return std::any_of(comparison.changes.begin(), comparison.changes.end(),
                     [](const Change& one) { return one.base && one.head; });
}

// Graver ones first; status numbers are no order.
constexpr std::array kGravity = {kRegression, kWrongData, kNotComparable};

// A reference is pinned for a year; what it does not have, or has and the head no longer measures,
// says nothing about creep.
bool tells_of_creep(const Change& change) {
  return change.outcome == Outcome::kRegression || change.outcome == Outcome::kNotComparable;
}

bool gives(const Gated& gated, Status status) {
  const auto any = [&](const Comparison& comparison, auto&& counts) {
    return std::any_of(comparison.changes.begin(), comparison.changes.end(),
                       [&](const Change& one) {
                         return counts(one) && status_of(one.outcome, gated.strict) == status;
                       });
  };
  if (any(gated.now.comparison, [](const Change&) { return true; })) return true;
  return gated.reference && any(gated.reference->comparison, tells_of_creep);
}

CompareOptions against_reference(const GateOptions& options) {
  CompareOptions changed = options;
  changed.base = options.reference;
  changed.subject = "both";  // whoever changed it: it crept
  return changed;
}

Gated decide(const GateOptions& options) {
  Gated gated{compare_as_asked(options), {}, options.strict, options.link};
  if (!options.reference.empty())
    gated.reference = compare_as_asked(against_reference(options), Against::kReference);
  return gated;
}

void write_if_asked(const std::string& file, const std::string& text) {
  if (!file.empty()) write_atomically(file, text);
}

void print_parts(const Gated& gated, Style style) {
  for (const Compared* one : {&gated.now, gated.reference ? &*gated.reference : nullptr}) {
    if (one == nullptr) continue;
    if (one != &gated.now) fmt::print("{}\n", toned("Against the reference", Tone::kStrong, style));
    fmt::print("{}\n{}\n", subject_text(*one, style), counts_text(one->comparison));
    const std::string table = change_table(*one, false, style);
    if (!table.empty()) fmt::print("{}\n", table);
  }
}

int status_for(int status, bool bisect) {
  if (!bisect) return status;
  if (status == kNotComparable || status == kSetupFailed) return kSkipThisCommit;
  return status == kUnreadable ? kStopBisecting : status;
}

int gate_once(const GateOptions& options) {
  const Gated gated = decide(options);
  const Style style = style_of_stdout();
  print_parts(gated, style);
  write_if_asked(options.markdown, markdown_summary(gated));
  write_if_asked(options.junit, junit_report(gated));
  write_if_asked(options.list, plain_list(gated));
  const Status status = status_of(gated);
  fmt::print("{}\n", toned("Gate: " + verdict_line(gated),
                           status == kFine ? Tone::kGood : Tone::kBad, style));
  return status;
}

}  // namespace

Status status_of(Outcome outcome, bool strict) {
  switch (outcome) {
    case Outcome::kRegression:
      return kRegression;
    case Outcome::kError:
      return kWrongData;
    case Outcome::kMissing:
    case Outcome::kNotComparable:
      return kNotComparable;
    case Outcome::kNondeterministic:
    case Outcome::kInconclusive:
      return strict ? kNotComparable : kFine;
    default:
      return kFine;
  }
}

Status status_of(const Gated& gated) {
  for (const Status status : kGravity)
    if (gives(gated, status)) return status;
  return any_pair(gated.now.comparison) ? kFine : kNotComparable;
}

std::string verdict_line(const Gated& gated) {
  const Status status = status_of(gated);
  std::string counts = counts_text(gated.now.comparison);
  counts.resize(counts.find('\n'));
  if (gated.reference)
    if (const auto crept = gated.reference->comparison.count(Outcome::kRegression); crept > 0)
      counts += fmt::format("; {} crept away from the reference", crept);
  if (status == kFine) return "passed: " + counts;
  if (!any_pair(gated.now.comparison)) counts = "no row has a number on both sides; " + counts;
  return fmt::format("failed, status {}: {}", static_cast<int>(status), counts);
}

int gate(const GateOptions& options) {
  try {
    return status_for(gate_once(options), options.bisect);
  } catch (const Failure& failure) {
    if (!options.bisect) throw;
    fmt::print(stderr, "kuipc: {}\n", failure.what());
    return status_for(failure.status(), true);
  }
}

}  // namespace kuipc::report
