// SPDX-License-Identifier: Apache-2.0
// The page: what it shows as one JSON value, and the HTML file around it. The browser's side lies
// in page/, and each of its files says what it reads of this value.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compare.h"
#include "policy.h"
#include "result.h"

namespace kuipc::report {

/// A text from a file, safe to show; a number without ".0", so that a year of them stays small.
Json page_text(const std::string& text);
Json page_number(const std::optional<double>& value);

/// One run: what it ran on, and its rows.
Json page_result(const Result& result);

/// Transport x context with the cost of each cell, or {"why"} where there is nothing to show.
Json page_contexts(const Result& result, const std::filesystem::path& reports);

/// What differs between two sides, then every row that has a verdict.
Json page_comparison(const Compared& compared);

/// What a timeline is made of.
struct Timeline {
  std::filesystem::path store, repository;  // without a store: of the runs below alone
  const Policy& policy;
  const std::vector<Result>& shown;   // whose rows' sensitivity is known
  const std::vector<Result>& around;  // runs that are in no store, or may be
  bool links = false;                 // commits are told in full, so that they lead somewhere
};

/// A timeline for each clock: the runs along the axis, the lines of every series with what they may
/// move by, their steps, and the notes of the thresholds file. A line holds only the points where
/// it moved; one that moves always is thinned.
Json page_history(const Timeline& timeline);

/// A chart that was drawn as a file.
struct Chart {
  std::string file, title;
};

/// The same for a README: what changed, what a round trip costs, the charts, what was left out.
/// `compared` may be null.
std::string page_markdown(const Result& result, const Compared* compared,
                          const std::vector<Chart>& charts);

/// page/page.html with its scripts, its style, ECharts and `data` in it: one file, which asks no
/// network for anything. Failure(kSetupFailed) if a file is not there.
std::string page_html(const std::filesystem::path& assets, const std::filesystem::path& echarts,
                      const Json& data);

}  // namespace kuipc::report
