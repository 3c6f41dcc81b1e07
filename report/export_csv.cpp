// SPDX-License-Identifier: Apache-2.0
#include "csv.h"
#include "export.h"

namespace kuipc::report {

namespace {

constexpr const char* kHeader =
    "run,started,kernel,kuipc,clock,machine,name,workload,transport,variant,ctx,size,wake,depth,"
    "threads,status,reason,metric,unit,better,primary,median,mean,min,max,p90,p99,p999,samples,"
    "rejected,sensitivity,syscalls,copies,wakeups,intended,skipped,sent,received,dropped,coalesced,"
    "unread,overruns,limit\n";

const char* status_text(RowStatus status) {
  return status == RowStatus::kOk ? "ok" : status == RowStatus::kSkipped ? "skipped" : "error";
}

CsvLine begin(const Result& result, const Row& row) {
  CsvLine line;
  line.add(result.run.id).add(result.run.started).add(result.subject.kernel.release);
  line.add(result.subject.kuipc.commit).add(std::string(name_of(result.machine.clock)));
  line.add(result.machine.fingerprint).add(row.name).add(row.workload).add(row.transport);
  line.add(row.variant).add(row.ctx).add(row.size).add(row.wake).add(row.depth).add(row.threads);
  return line.add(std::string(status_text(row.status))).add(row.reason);
}

// What the row says beside its metrics stands behind each of them: a line is read by itself.
void add_counts(CsvLine& line, const Row& row) {
  line.add(row.syscalls).add(row.copies).add(row.wakeups);
  for (const auto& [name, count] : row.counts()) line.add(count);
  line.add(row.limit);
}

}  // namespace

std::string export_csv(const Result& result) {
  std::string out = kHeader;
  for (const Row& row : result.rows) {
    constexpr int kMetricColumns = 14;
    if (row.metrics.empty()) {
      CsvLine line = begin(result, row);
      for (int i = 0; i < kMetricColumns; ++i) line.add(std::string());
      add_counts(line, row);
      out += line.text();
    }
    for (const auto& [name, m] : row.metrics) {
      CsvLine line = begin(result, row);
      line.add(name).add(m.unit).add(m.better).add(std::string(name == row.primary ? "yes" : "no"));
      line.add(m.median).add(m.mean).add(m.min).add(m.max).add(m.p90).add(m.p99).add(m.p999);
      line.add(m.samples).add(m.rejected).add(m.sensitivity);
      add_counts(line, row);
      out += line.text();
    }
  }
  return out;
}

}  // namespace kuipc::report
