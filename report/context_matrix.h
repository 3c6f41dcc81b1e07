// SPDX-License-Identifier: Apache-2.0
// Transport x kernel context: may it start a message there, what does that cost, and if not, why.
// Every cell comes from a row of a result or from a checker's report; none is known beforehand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forbidden.h"
#include "result.h"

namespace kuipc::report {

/// The contexts, in the order in which less and less is allowed, then the two ways out of an
/// interrupt that a driver takes where it may not start the message there.
inline const std::vector<std::string> kContexts = {"task",    "kthread",         "softirq",
                                                   "hardirq", "hardirq+tasklet", "hardirq+work"};

struct ContextCell {
  std::string text;  // the answer, and [n] of the note that explains it
  std::optional<double>
      cost;  // of starting a message there; of the whole way where only it is known
};

struct ContextRow {
  std::string transport;           // with its variant
  std::vector<ContextCell> cells;  // one for each of kContexts
};

struct ContextMatrix {
  std::string unit;  // of the costs
  std::vector<ContextRow> rows;
  std::vector<std::string> notes;  // [1], [2], ... of the cells
};

/// How to read the matrix, in three sentences.
extern const std::string_view kContextLegend;

/// "Costs in instructions, kernel 6.1.0; reports of 6.1.192."
std::string context_caption(const Result& result, const Forbidden& forbidden,
                            const ContextMatrix& matrix);

ContextMatrix context_matrix(const Result& result, const Forbidden& forbidden);

}  // namespace kuipc::report
