// SPDX-License-Identifier: Apache-2.0
// The history: a folder of small files, one a run, only ever added to (history_entry.h), and an
// index of them that can be thrown away.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "database.h"
#include "history_entry.h"

namespace kuipc::report {

struct HistoryRun {
  std::int64_t id = 0;  // in the index at hand, and nowhere else
  std::string run, started, machine;
  Clock clock = Clock::kUnknown;
  Subject subject;  // as much of it as an order needs
};

struct HistorySeries {
  std::int64_t id = 0;
  std::string row, metric, unit, better;
};

/// ${KUIPC_HISTORY:-${XDG_DATA_HOME:-~/.local/share}/kuipc/history}
std::filesystem::path default_history();

class History {
 public:
  enum class Open : std::uint8_t { kExisting, kCreate };
  /// Takes the store's lock, clears away what a killed writer left, and brings the index up to
  /// date.
  History(std::filesystem::path folder, Open how);
  /// Of no folder: what look_at() shows it, and nothing else.
  History();
  ~History();

  /// False if the run is there already.
  bool add(const Result& result);
  /// A run beside those of the store, for as long as this object lives; nothing is written. False
  /// if the run is there already.
  bool look_at(const Result& result);
  /// The newest older run of the head's machine: its subject as far as the store keeps it, the rest
  /// of it and the rows' descriptions being the head's, with the medians of those rows.
  [[nodiscard]] std::optional<Result> before(const Result& head) const;
  /// What was added reaches the index; without it, the next one to open the store does it.
  void commit();

  [[nodiscard]] std::vector<HistoryRun> runs() const;
  /// Of one machine; those whose row holds `word`.
  [[nodiscard]] std::vector<HistorySeries> series(const std::string& machine,
                                                  const std::string& word) const;
  /// Run -> median.
  [[nodiscard]] std::map<std::int64_t, double> points(const HistorySeries& series) const;
  /// Files that could not be taken in, and why.
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

 private:
  void lock(Open how);
  void open_index();
  void take_in_new_files();
  void take_in(std::map<std::string, HistoryEntry>& waiting);
  void insert(const std::string& name, const HistoryEntry& entry, const Medians& medians);
  std::int64_t series_id(const SeriesName& name, const SeriesValue& value);
  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] Medians medians_at(const std::string& name) const;

  void begin_index();

  std::filesystem::path folder_;
  int lock_ = -1;
  std::unique_ptr<Database> index_;
  std::unique_ptr<Transaction> transaction_;
  std::map<std::pair<SeriesName, std::string>, std::int64_t> series_ids_;  // by name and unit
  std::string last_name_;
  Medians last_;
  std::vector<std::string> problems_;
};

/// Runs by machine: numbers of two machines never stand on one line.
std::map<std::string, std::vector<HistoryRun>> runs_by_machine(const History& history);

/// Says on stderr what could not be taken in, and why.
void report_problems(const History& history);

}  // namespace kuipc::report
