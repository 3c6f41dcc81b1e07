// SPDX-License-Identifier: Apache-2.0
// How a run ended, from what it left behind. A pure function: no file is read here, so that each
// way a guest can die is a unit test on a recorded console (tests/report/verdict_test.cpp).
//
// Absence of bad news is no good news: QEMU exits 0 when a guest panics with panic=-1 -no-reboot,
// and a guest that resets itself says nothing at all. A run has finished only if the guest's end
// record came out behind its results and its kernel log was scanned and found clean.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "failure.h"

namespace kuipc::report {

/// What is known from outside and from the files that the guest handed out.
struct Evidence {
  bool on_host = false;  // no guest: no console, no end record, no scan to ask for
  std::string console;   // all that the first serial port said
  std::string accel;     // kvm, tcg
  std::string timed_out =
      "no";  // "timeout": too long; "hang": the console stood still; "interrupted"
  std::optional<int> qemu_exit, qemu_signal;
  std::optional<int> end_record;  // the job's exit status, read behind the results
  std::optional<int> job_exit;    // the same from the guest's own file; on the host the harness's
  bool any_results = false;       // at least one row came out
  bool harness_finished = false;  // end.json says so
  bool program = false;  // the job was a program of the user's: its status means nothing here
  std::optional<std::string> splats;  // nothing: nobody looked; empty: looked, and clean
};

struct Verdict {
  std::string ended;  // run.ended of the schema
  Status status = kFine;
  std::string line;  // what happened and what would mend it; empty if all is well
};

Verdict judge(const Evidence& evidence);

}  // namespace kuipc::report
