// SPDX-License-Identifier: Apache-2.0
// The files of the history. Each appears whole or not at all (files_write.cpp), under a name that
// says what is in it, so that a writer may be killed at any point and started again.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "failure.h"
#include "files.h"
#include "history.h"
#include "text.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

// A run that builds on so many others holds all its medians again: a lost file costs no year.
constexpr std::uint64_t kDeepest = 50;

fs::path entry_file(const fs::path& folder, const std::string& name) {
  return folder / "runs" / (name + ".json");
}

void make_store(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder / "runs", error);
  if (error)
    throw Failure(kSetupFailed, fmt::format("no history can be made in {}: {}",
                                            printable(folder.string()), error.message()));
  // The index is no part of what is kept or merged.
  if (!fs::exists(folder / ".gitignore"))
    write_atomically(folder / ".gitignore", "/index.sqlite*\n/lock\n*.new.*\n");
}

// What a writer that was killed left beside its file. Under the lock nobody else writes.
void clear_drafts(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(folder / "runs", ignored))
    if (file.path().filename().string().find(".json.new.") != std::string::npos)
      fs::remove(file.path(), ignored);
}

HistoryEntry entry_of(const Result& result) {
  HistoryEntry entry;
  entry.run = result.run.id;
  entry.started = result.run.started;
  entry.machine = result.machine;
  entry.subject = result.subject;
  return entry;
}

std::string in_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

fs::path default_history() {
  if (const std::string given = in_environment("KUIPC_HISTORY"); !given.empty()) return given;
  const std::string data = in_environment("XDG_DATA_HOME");
  const fs::path base =
      data.empty() ? fs::path(in_environment("HOME")) / ".local/share" : fs::path(data);
  return base / "kuipc" / "history";
}

History::History(fs::path folder, Open how) : folder_(std::move(folder)) {
  if (how == Open::kCreate) make_store(folder_);
  if (!fs::is_directory(folder_ / "runs"))
    throw Failure(kUnreadable, fmt::format("{}: no history there; ./run_bench.sh history add @0 "
                                           "begins one",
                                           printable(folder_.string())));
  lock(how);
  open_index();
}

History::~History() {
  transaction_.reset();
  index_.reset();
  if (lock_ >= 0) ::close(lock_);
}

// Who may only read does so without the lock, with an index of his own.
void History::lock(Open how) {
  lock_ = ::open((folder_ / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0 && how == Open::kCreate)
    throw Failure(kSetupFailed, fmt::format("cannot write into {}: {}", printable(folder_.string()),
                                            std::generic_category().message(errno)));
  if (lock_ < 0) return;
  while (::flock(lock_, LOCK_EX) != 0)
    if (errno != EINTR) break;
  clear_drafts(folder_);
}

bool History::add(const Result& result) {
  const std::string name = entry_name(result);
  if (has(name)) return false;
  HistoryEntry entry = entry_of(result);
  Query newest(
      *index_,
      "SELECT entry, depth FROM runs WHERE machine = ? ORDER BY started DESC, id DESC LIMIT 1");
  newest.bind(result.machine.fingerprint);
  Medians before;
  if (newest.step() && static_cast<std::uint64_t>(newest.number(1)) + 1 < kDeepest) {
    entry.previous = newest.text(0);
    entry.depth = static_cast<std::uint64_t>(newest.number(1)) + 1;
    before = medians_at(entry.previous);
  }
  const Medians medians = medians_of(result);
  set_change(entry, before, medians);
  write_atomically(entry_file(folder_, name), entry_text(entry));
  insert(name, entry, medians);
  return true;
}

bool History::look_at(const Result& result) {
  const std::string name = entry_name(result);
  if (has(name)) return false;
  insert(name, entry_of(result), medians_of(result));
  return true;
}

void History::take_in_new_files() {
  std::map<std::string, HistoryEntry> waiting;
  for (const auto& file : fs::directory_iterator(folder_ / "runs")) {
    if (file.path().extension() != ".json") continue;
    const std::string name = file.path().stem().string();
    if (has(name)) continue;
    try {
      waiting.emplace(name, read_entry(file.path()));
    } catch (const Failure& failure) {
      problems_.emplace_back(failure.what());
    }
  }
  take_in(waiting);
}

// A run builds on another one, which may come later in the folder's order.
void History::take_in(std::map<std::string, HistoryEntry>& waiting) {
  for (bool moved = true; moved && !waiting.empty();) {
    moved = false;
    for (auto at = waiting.begin(); at != waiting.end();) {
      const HistoryEntry& entry = at->second;
      if (!entry.previous.empty() && !has(entry.previous)) {
        ++at;
        continue;
      }
      const Medians before = entry.previous.empty() ? Medians{} : medians_at(entry.previous);
      insert(at->first, entry, apply(before, entry));
      at = waiting.erase(at);
      moved = true;
    }
  }
  for (const auto& [name, entry] : waiting)
    problems_.push_back(fmt::format("{}: builds on {}, which is not in the store",
                                    printable(entry_file(folder_, name).string()),
                                    printable(entry.previous)));
}

}  // namespace kuipc::report
