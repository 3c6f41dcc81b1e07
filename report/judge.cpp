// SPDX-License-Identifier: Apache-2.0
// kuipc judge: how a boot ended, for jobs that measure nothing (conformance, exec, probe).
#include <fmt/format.h>

#include <cstdio>

#include "evidence.h"
#include "verbs.h"

namespace kuipc::report {

int judge_boot(const AssembleOptions& options) {
  RunFolder run = gather(options.run, options.host);
  // There are no rows to ask for: that the job came to its own end is all.
  run.evidence.harness_finished = true;
  run.evidence.program = options.program;
  const Verdict verdict = judge(run.evidence);
  fmt::print("{}\n", verdict.ended);
  if (verdict.status == kFine) return kFine;
  fmt::print(stderr, "kuipc: {}\n{}", verdict.line, console_end(run));
  return verdict.status;
}

}  // namespace kuipc::report
