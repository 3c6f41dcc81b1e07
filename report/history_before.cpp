// SPDX-License-Identifier: Apache-2.0
// A run of the store as a result to compare with: it has medians, and no more of what was measured.
#include "history.h"

namespace kuipc::report {

namespace {

// What the store does not keep is not known to differ.
Subject subject_of(const HistoryRun& run, const Subject& head) {
  Subject subject = head;
  subject.kernel.release = run.subject.kernel.release;
  subject.kernel.commit = run.subject.kernel.commit;
  subject.kernel.image_sha256 = run.subject.kernel.image_sha256;
  subject.kernel.cmdline = run.subject.kernel.cmdline;
  subject.kuipc.commit = run.subject.kuipc.commit;
  subject.kuipc.modules_sha256 = run.subject.kuipc.modules_sha256;
  subject.kuipc.harness_sha256 = run.subject.kuipc.harness_sha256;
  return subject;
}

// The head's row with the medians of then; nothing where it was not measured then.
std::optional<Row> row_of(const Row& head, const Medians& medians) {
  Row row = head;
  row.status = RowStatus::kOk;
  row.metrics.clear();
  row.reason.clear();
  row.remedy.clear();
  for (auto at = medians.lower_bound({head.name, ""}); at != medians.end(); ++at) {
    if (at->first.row != head.name) break;
    Metric metric;
    metric.unit = at->second.unit;
    metric.better = at->second.better;
    metric.median = at->second.median;
    row.metrics[at->first.metric] = metric;
  }
  if (row.metrics.empty()) return std::nullopt;
  // A row that has no number now does not say by which it is judged.
  if (!row.metrics.contains(row.primary)) row.primary = row.metrics.begin()->first;
  return row;
}

}  // namespace

std::optional<Result> History::before(const Result& head) const {
  std::optional<HistoryRun> newest;
  for (HistoryRun& run : runs())
    if (run.machine == head.machine.fingerprint && run.started < head.run.started)
      newest = std::move(run);
  if (!newest) return std::nullopt;
  Query entry(*index_, "SELECT entry FROM runs WHERE id = ?");
  if (!entry.bind(newest->id).step()) return std::nullopt;
  const Medians medians = medians_at(entry.text(0));
  Result base;
  base.run.id = newest->run;
  base.run.started = newest->started;
  base.run.set = head.run.set;
  base.run.ended = "finished";
  base.machine = head.machine;
  base.subject = subject_of(*newest, head.subject);
  for (const Row& row : head.rows)
    if (auto then = row_of(row, medians)) base.rows.push_back(std::move(*then));
  if (base.rows.empty()) return std::nullopt;
  return base;
}

}  // namespace kuipc::report
