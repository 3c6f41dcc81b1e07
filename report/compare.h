// SPDX-License-Identifier: Apache-2.0
// What compare and gate share: from their options to a comparison, and the comparison as text.
#pragma once

#include <cstdint>
#include <string>

#include "comparison.h"
#include "grid.h"
#include "verbs.h"

namespace kuipc::report {

struct Compared {
  Side base, head;
  Comparison comparison;
};

/// A base is what the head was made from; a pinned reference is older, so the limits are wider and
/// its history is another.
enum class Against : std::uint8_t { kBase, kReference };

/// Reads both sides and compares them. Failure(kNotComparable) if both the kernel and kuipc differ
/// and --subject does not say which is under test.
Compared compare_as_asked(const CompareOptions& options, Against against = Against::kBase);

/// The same of sides that are read already.
Compared compare_as_asked(Side base, Side head, const CompareOptions& options,
                          Against against = Against::kBase);

/// What is on each side, and what differs between them.
std::string subject_text(const Compared& compared, Style style);

/// "2 regressions, 1 improvement, 165 unchanged", and the remarks.
std::string counts_text(const Comparison& comparison);

/// The rows, furthest beyond its threshold first; unchanged ones only if all are wanted.
std::string change_table(const Compared& compared, bool all, Style style);

/// How the verdicts came about, for who reads a table for the first time.
std::string legend_text(const Compared& compared, Style style);

/// What differs, of one side: of a command line the words that the other side does not have.
std::string of_one_side(const Difference& one, const std::string& value, const std::string& other);

// One row's cells, for the terminal and for Markdown alike.
std::string value_text(const Change& change, const std::optional<double>& value);
std::string difference_text(const Change& change);
std::string percent_text(const Change& change);
std::string interval_text(const Change& change);
std::string beyond_text(const Change& change);

}  // namespace kuipc::report
