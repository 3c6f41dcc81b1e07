// SPDX-License-Identifier: Apache-2.0
// The index: every median of every run, made from the files whenever it is missing, older than
// them, or no database at all.
#include <fmt/format.h>

#include <set>

#include "failure.h"
#include "history.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

constexpr int kVersion = 1;

constexpr const char* kTables = R"(
CREATE TABLE runs (id INTEGER PRIMARY KEY, entry TEXT NOT NULL UNIQUE, depth INTEGER NOT NULL,
  run TEXT NOT NULL, started TEXT NOT NULL, machine TEXT NOT NULL, clock TEXT NOT NULL,
  release TEXT NOT NULL, kernel_commit TEXT NOT NULL, image TEXT NOT NULL, cmdline TEXT NOT NULL,
  kuipc TEXT NOT NULL, modules TEXT NOT NULL, harness TEXT NOT NULL);
CREATE TABLE series (id INTEGER PRIMARY KEY, row TEXT NOT NULL, metric TEXT NOT NULL,
  unit TEXT NOT NULL, better TEXT NOT NULL, UNIQUE (row, metric, unit));
CREATE TABLE points (series INTEGER NOT NULL, run INTEGER NOT NULL, median REAL NOT NULL,
  PRIMARY KEY (series, run)) WITHOUT ROWID;
CREATE INDEX points_of_run ON points (run);
)";

bool is_current(const Database& index) {
  Query version(index, "PRAGMA user_version");
  return version.step() && version.number(0) == kVersion;
}

// Whether all that is indexed still is in the folder.
bool only_existing(const Database& index, const fs::path& folder) {
  Query entries(index, "SELECT entry FROM runs");
  while (entries.step())
    if (!fs::exists(folder / "runs" / (entries.text(0) + ".json"))) return false;
  return true;
}

// In the order in which History::runs() asks.
HistoryRun run_of(const Query& query) {
  HistoryRun run{query.number(0),
                 query.text(1),
                 query.text(2),
                 query.text(3),
                 query.text(4) == "wall" ? Clock::kWall : Clock::kCounted,
                 {}};
  run.subject.kernel.release = query.text(5);
  run.subject.kernel.commit = query.text(6);
  run.subject.kernel.image_sha256 = query.text(7);
  run.subject.kernel.cmdline = query.text(8);
  run.subject.kuipc.commit = query.text(9);
  run.subject.kuipc.modules_sha256 = query.text(10);
  run.subject.kuipc.harness_sha256 = query.text(11);
  return run;
}

void remove_index(const fs::path& file) {
  std::error_code ignored;
  for (const char* suffix : {"", "-journal", "-wal", "-shm"})
    fs::remove(file.string() + suffix, ignored);
}

}  // namespace

History::History() {
  index_ = std::make_unique<Database>(":memory:");
  transaction_ = std::make_unique<Transaction>(*index_);
  begin_index();
}

void History::begin_index() {
  index_->run(kTables);
  index_->run(fmt::format("PRAGMA user_version = {}", kVersion));
}

void History::open_index() {
  const fs::path file = lock_ < 0 ? fs::path(":memory:") : folder_ / "index.sqlite";
  for (const bool again : {false, true}) {
    try {
      index_ = std::make_unique<Database>(file);
      transaction_ = std::make_unique<Transaction>(*index_);
      Query tables(*index_, "SELECT count(*) FROM sqlite_master");
      if (tables.step() && tables.number(0) == 0) begin_index();
      if (!is_current(*index_) || !only_existing(*index_, folder_))
        throw DatabaseError("is not of this store");
      take_in_new_files();
      commit();
      return;
    } catch (const DatabaseError& error) {
      transaction_.reset();
      index_.reset();
      series_ids_.clear();
      last_name_.clear();
      problems_.clear();
      if (again) throw Failure(kSetupFailed, fmt::format("{}: {}", file.string(), error.what()));
      remove_index(file);
    }
  }
}

void History::commit() {
  if (transaction_) transaction_->commit();
  transaction_ = std::make_unique<Transaction>(*index_);
}

bool History::has(const std::string& name) const {
  Query query(*index_, "SELECT 1 FROM runs WHERE entry = ?");
  return query.bind(name).step();
}

Medians History::medians_at(const std::string& name) const {
  if (name == last_name_) return last_;
  Query query(
      *index_,
      "SELECT row, metric, median, unit, better FROM points JOIN series ON series.id = series "
      "WHERE run = (SELECT id FROM runs WHERE entry = ?)");
  query.bind(name);
  Medians medians;
  while (query.step())
    medians[{query.text(0), query.text(1)}] = {query.real(2), query.text(3), query.text(4)};
  return medians;
}

std::int64_t History::series_id(const SeriesName& name, const SeriesValue& value) {
  const auto known = series_ids_.find({name, value.unit});
  if (known != series_ids_.end()) return known->second;
  Query find(*index_, "SELECT id FROM series WHERE row = ? AND metric = ? AND unit = ?");
  find.bind(name.row).bind(name.metric).bind(value.unit);
  std::int64_t id = find.step() ? find.number(0) : 0;
  if (id == 0) {
    Query insert(*index_, "INSERT INTO series (row, metric, unit, better) VALUES (?, ?, ?, ?)");
    insert.bind(name.row).bind(name.metric).bind(value.unit).bind(value.better).run();
    id = index_->last_id();
  }
  return series_ids_[{name, value.unit}] = id;
}

void History::insert(const std::string& name, const HistoryEntry& entry, const Medians& medians) {
  Query run(
      *index_,
      "INSERT INTO runs (entry, depth, run, started, machine, clock, release, kernel_commit, "
      "image, cmdline, kuipc, modules, harness) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const Kernel& kernel = entry.subject.kernel;
  const Kuipc& kuipc = entry.subject.kuipc;
  run.bind(name).bind(static_cast<std::int64_t>(entry.depth)).bind(entry.run).bind(entry.started);
  run.bind(entry.machine.fingerprint);
  run.bind(name_of(entry.machine.clock));
  run.bind(kernel.release).bind(kernel.commit).bind(kernel.image_sha256).bind(kernel.cmdline);
  run.bind(kuipc.commit).bind(kuipc.modules_sha256).bind(kuipc.harness_sha256).run();
  const std::int64_t id = index_->last_id();
  Query point(*index_, "INSERT INTO points (series, run, median) VALUES (?, ?, ?)");
  for (const auto& [series, value] : medians)
    point.bind(series_id(series, value)).bind(id).bind(value.median).run();
  last_name_ = name;
  last_ = medians;
}

std::vector<HistoryRun> History::runs() const {
  Query query(
      *index_,
      "SELECT id, run, started, machine, clock, release, kernel_commit, image, cmdline, kuipc, "
      "modules, harness FROM runs ORDER BY started, run, id");
  std::vector<HistoryRun> runs;
  while (query.step()) runs.push_back(run_of(query));
  return runs;
}

std::vector<HistorySeries> History::series(const std::string& machine,
                                           const std::string& word) const {
  Query query(*index_,
              "SELECT id, row, metric, unit, better FROM series WHERE instr(row, ?) > 0 AND EXISTS "
              "(SELECT 1 FROM points JOIN runs ON runs.id = points.run WHERE series = series.id "
              "AND machine "
              "= ?) ORDER BY row, metric, unit");
  query.bind(word).bind(machine);
  std::vector<HistorySeries> series;
  while (query.step())
    series.push_back({query.number(0), query.text(1), query.text(2), query.text(3), query.text(4)});
  return series;
}

std::map<std::int64_t, double> History::points(const HistorySeries& series) const {
  Query query(*index_, "SELECT run, median FROM points WHERE series = ?");
  query.bind(series.id);
  std::map<std::int64_t, double> points;
  while (query.step()) points[query.number(0)] = query.real(1);
  return points;
}

}  // namespace kuipc::report
