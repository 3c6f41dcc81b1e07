// SPDX-License-Identifier: Apache-2.0
// Google Benchmark as the engine: it repeats, interleaves and writes its own JSON beside ours.
#pragma once

#include <vector>

#include "bench/results.h"
#include "bench/row.h"
#include "bench/run.h"

namespace kuipc {

// Measures every row that preflight left "ok" and hands each to results as it is finished; skipped
// rows are handed over first.
void measure_all(const Options& options, const Run& run, std::vector<Row>& rows, Results& results);

// Without --repetitions; odd, so that there is a middle one.
inline constexpr unsigned wall_repetitions = 9;

// Operations per repetition of a counted row: more where they are cheap, fewer in the quick set.
std::size_t counted_operations(Set set, std::size_t size);

}  // namespace kuipc
