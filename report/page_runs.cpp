// SPDX-License-Identifier: Apache-2.0
#include "page_runs.h"

#include <algorithm>

#include "failure.h"
#include "files.h"
#include "history.h"
#include "runs.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

// How many runs of options.runs are read: `history add` keeps any number of them.
constexpr std::size_t kLookedBack = 50;

// The run before: the newest older one of the same machine and set that came to its end.
std::string run_before(const Result& result, const std::string& runs) {
  std::size_t looked = 0;
  for (const fs::path& folder : run_folders(runs)) try {
      const Result other = read_result(folder / "result.json");
      if (other.run.started >= result.run.started) continue;
      if (other.machine.fingerprint == result.machine.fingerprint &&
          other.run.set == result.run.set && other.run.ended == "finished")
        return folder.string();
      if (++looked == kLookedBack) break;
    } catch (const Failure&) {
      continue;  // an unreadable neighbour is no reason to have no page
    }
  return {};
}

CompareOptions comparison_of(const PageOptions& options, const std::string& base,
                             const std::string& head) {
  CompareOptions compared;
  compared.base = base;
  compared.head = head;
  compared.runs = options.runs;
  compared.subject = "both";
  compared.thresholds = options.thresholds;
  compared.repository = options.repository;
  return compared;
}

// A store that nobody named may be absent or unreadable; history_of() says so, once.
std::optional<Result> run_in_store(const PageOptions& options, const Result& result) try {
  const fs::path store = options.history == PageOptions::kNone ? fs::path() : store_of(options);
  if (store.empty()) return std::nullopt;
  return History(store, History::Open::kExisting).before(result);
} catch (const Failure&) {
  if (!options.history.empty()) throw;
  return std::nullopt;
}

Beside beside_store(const PageOptions& options, const std::string& reference,
                    const Result& result) {
  std::optional<Result> before = run_in_store(options, result);
  if (!before)
    return {{},
            false,
            "No earlier run of this machine is in results/runs or in a history. Name one with "
            "--baseline RUN, or a history with --history STORE."};
  Beside beside{compare_as_asked({before->run.id, {*before}}, {reference, {result}},
                                 comparison_of(options, before->run.id, reference)),
                true,
                {}};
  beside.compared->comparison.remarks.emplace_back(
      "the base is a run of the history, which keeps medians and commits; whether its compiler or "
      "the mitigations were others is not known");
  return beside;
}

}  // namespace

fs::path store_of(const PageOptions& options) {
  if (!options.history.empty()) return options.history;
  fs::path store = default_history();
  std::error_code ignored;
  return fs::is_directory(store / "runs", ignored) ? store : fs::path();
}

Beside beside_baseline(const PageOptions& options, const std::string& reference,
                       const Result& result) {
  if (options.baseline == PageOptions::kNone)
    return {{}, false, "No baseline was asked for (--baseline none)."};
  if (!options.baseline.empty())
    return {compare_as_asked(comparison_of(options, options.baseline, reference)), false, {}};
  const std::string before = run_before(result, options.runs);
  try {
    if (before.empty()) return beside_store(options, reference, result);
    return {compare_as_asked(comparison_of(options, before, reference)), true, {}};
  } catch (const Failure& failure) {
    return {{}, false, failure.what()};
  }
}

std::vector<Result> runs_around(const PageOptions& options, const std::vector<Result>& shown) {
  std::vector<Result> around;
  const auto is_shown = [&](const Result& other) {
    return std::any_of(shown.begin(), shown.end(), [&](const Result& one) {
      return one.machine.fingerprint == other.machine.fingerprint;
    });
  };
  std::size_t looked = 0;
  for (const fs::path& folder : run_folders(options.runs)) try {
      if (looked++ == kLookedBack) break;
      Result other = read_result(folder / "result.json");
      if (other.run.ended == "finished" && is_shown(other)) around.push_back(std::move(other));
    } catch (const Failure&) {
      continue;
    }
  return around;
}

}  // namespace kuipc::report
