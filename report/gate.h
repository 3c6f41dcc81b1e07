// SPDX-License-Identifier: Apache-2.0
// What gate decided, and the files that it leaves for a CI system.
#pragma once

#include <optional>
#include <string>

#include "compare.h"
#include "failure.h"

namespace kuipc::report {

struct Gated {
  Compared now;                       // base and head
  std::optional<Compared> reference;  // pinned reference and head: slow creep
  bool strict = false;                // what could not be decided fails, too
  std::string link;                   // where the whole report is
};

/// The status that a verdict gives.
Status status_of(Outcome outcome, bool strict);

/// Of all rows: a regression first, then wrong data, then what could not be compared. A comparison
/// without a single pair of numbers is no pass.
Status status_of(const Gated& gated);

/// "failed, status 1: 2 regressions"
std::string verdict_line(const Gated& gated);

/// What differs and which rows moved, under a title; `strict` as the gate's.
std::string markdown_comparison(const Compared& compared, const char* title, bool strict);

/// A page that fits a job summary or a comment on a pull request: the verdict, what differs, the
/// worst rows.
std::string markdown_summary(const Gated& gated);

/// All rows as test cases; a row fails where its verdict gives a status.
std::string junit_report(const Gated& gated);

/// All rows, one a line, fields between tabs; the first line names them.
std::string plain_list(const Gated& gated);

}  // namespace kuipc::report
