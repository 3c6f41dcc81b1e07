// SPDX-License-Identifier: Apache-2.0
// One run in the history: a small file of its own, which is never changed again. It holds the
// medians that are not those of the run named as its previous one, so a year of nightly runs stays
// small, and two branches of a store merge without a conflict: both only added files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "result.h"

namespace kuipc::report {

inline constexpr std::string_view kHistorySchema = "kuipc.history/1";

struct SeriesName {
  std::string row, metric;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy sees the 0 that the compiler compares with
  auto operator<=>(const SeriesName&) const = default;
};

struct SeriesValue {
  double median = 0;
  std::string unit, better;
  bool operator==(const SeriesValue&) const = default;
};

using Medians = std::map<SeriesName, SeriesValue>;

struct HistoryEntry {
  std::string run, started;
  Machine machine;  // fingerprint and clock
  Subject subject;
  std::string previous;     // another entry's name; empty: this one holds all its medians
  std::uint64_t depth = 0;  // entries down to one without a previous
  Medians changed;
  std::set<SeriesName> gone;
};

void convert(const Json& json, HistoryEntry& out);

/// All medians of a result's rows.
Medians medians_of(const Result& result);

/// What `medians` has over `before`, into the entry.
void set_change(HistoryEntry& entry, const Medians& before, const Medians& medians);

/// The other way round.
Medians apply(Medians before, const HistoryEntry& entry);

/// <run id>-<hash>: of the run, not of the store, so that it has the same name in every store.
std::string entry_name(const Result& result);

std::string entry_text(const HistoryEntry& entry);

/// Failure(kUnreadable) names the file and the field.
HistoryEntry read_entry(const std::filesystem::path& file);

}  // namespace kuipc::report
