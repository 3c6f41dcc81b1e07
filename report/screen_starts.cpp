// SPDX-License-Identifier: Apache-2.0
// Who starts: what a message costs that the kernel starts, and, as the yardstick that people know,
// one that another process starts.
#include <fmt/format.h>

#include <algorithm>

#include "screen.h"
#include "text.h"

namespace kuipc::report {

namespace {

constexpr const char* kReaderAsleep = "block";

// Where most messages that a kernel starts come from; the others are in `table --workload event`.
constexpr const char* kUsualContext = "softirq";

// One row for each transport, cheapest first: the smallest message, from softirq where it can.
std::vector<const Row*> event_rows(const Result& result) {
  std::vector<const Row*> best;
  for (const Row* row : measured_rows(result, "event", std::nullopt)) {
    if (row->wake != kReaderAsleep) continue;
    const auto same = std::find_if(
        best.begin(), best.end(), [&](const Row* other) { return other->label() == row->label(); });
    const auto rank = [](const Row* r) {
      return std::pair(r->ctx != kUsualContext, r->size.value_or(0));
    };
    if (same == best.end())
      best.push_back(row);
    else if (rank(row) < rank(*same))
      *same = row;
  }
  std::stable_sort(best.begin(), best.end(), [](const Row* a, const Row* b) {
    return *a->cost()->median < *b->cost()->median;
  });
  return best;
}

std::string emit_text(const Row& row) {
  const auto emit = row.metrics.find("emit");
  return emit == row.metrics.end() || !emit->second.median ? kNothing
                                                           : grouped(*emit->second.median);
}

std::string size_of(const Row& row) {
  return row.size ? size_text(*row.size) : kNothing;
}

}  // namespace

std::string event_table(const Result& result, Style style) {
  const auto rows = event_rows(result);
  if (rows.empty()) return {};
  Grid grid({Align::kLeft, Align::kRight, Align::kRight, Align::kRight, Align::kLeft});
  grid.add({"", unit_text(rows.front()->cost()->unit), "of it emit", "size", "from"}, Tone::kFaint);
  for (const Row* row : rows)
    grid.add({printable(row->label()), grouped(*row->cost()->median), emit_text(*row),
              size_of(*row), printable(row->ctx)});
  return toned("The kernel starts a message (event) and a sleeping reader has it, median",
               Tone::kStrong, style) +
         "\n" + grid.text(style);
}

std::string peer_table(const Result& result, const Choice& choice, Style style) {
  Grid grid({Align::kLeft, Align::kRight, Align::kRight, Align::kRight});
  bool any = false;
  for (const Row* row : measured_rows(result, "peer", std::nullopt)) {
    // What carries a number only has one size, and stands beside the messages of the chosen one.
    if (row->wake != kReaderAsleep || row->size.value_or(0) > choice.size) continue;
    if (!any) grid.add({"", unit_text(row->cost()->unit), "calls", "size"}, Tone::kFaint);
    any = true;
    grid.add({printable(row->label()), grouped(*row->cost()->median),
              row->syscalls ? grouped(*row->syscalls) : kNothing, size_of(*row)});
  }
  if (!any) return {};
  return toned("As a yardstick: a round trip between two processes (peer), median", Tone::kStrong,
               style) +
         "\n" + grid.text(style);
}

}  // namespace kuipc::report
