// SPDX-License-Identifier: Apache-2.0
// Overload: how much before something is lost, and what is lost then (docs/METHOD.md).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "row_label.h"
#include "screen.h"
#include "text.h"

namespace kuipc::report {

namespace {

// The words of docs/METHOD.md.
constexpr std::array<std::pair<const char*, const char*>, 5> kLimits = {
    {{"dropped", "the transport lost messages"},
     {"backlog", "the reader falls behind, and its queue is large enough to hide it from one job"},
     {"skipped", "the sender did not get to send"},
     {"late", "the sender of pings, which skips nothing, did not get to send in time"},
     {"fastest", "it held at the shortest period of FIRE"}}};

bool limits_any(const std::vector<const Row*>& rows, const std::string& limit) {
  return std::any_of(rows.begin(), rows.end(), [&](const Row* row) { return row->limit == limit; });
}

// One sentence, of the limits that stand in the table.
std::string limits_text(const std::vector<const Row*>& rows) {
  std::vector<std::string> meanings;
  for (const auto& [limit, meaning] : kLimits)
    if (limits_any(rows, limit)) meanings.push_back(fmt::format("{}, {}", limit, meaning));
  if (meanings.empty()) return {};
  return fmt::format("what is in the way at a rate a little higher: {}.", joined(meanings, "; "));
}

// "1,782 of 4,000", "5,006 of 29,597; not sent: 14,091; overruns: 1", "none of 4,000; merged:
// 2,420"
std::string lost_text(const Row& row) {
  if (!row.sent || !row.dropped) return kNothing;
  const auto number = [](std::uint64_t n) { return grouped(static_cast<double>(n)); };
  std::string text =
      fmt::format("{} of {}", *row.dropped == 0 ? "none" : number(*row.dropped), number(*row.sent));
  if (row.skipped.value_or(0) > 0) text += "; not sent: " + number(*row.skipped);
  if (row.coalesced.value_or(0) > 0) text += "; merged: " + number(*row.coalesced);
  if (row.overruns.value_or(0) > 0) text += "; overruns: " + number(*row.overruns);
  return text;
}

std::string median_of(const Row& row, const char* metric) {
  const auto found = row.metrics.find(metric);
  const bool there = found != row.metrics.end() && found->second.median;
  return there ? grouped(*found->second.median) : kNothing;
}

// The best first: the fewest instructions for a message, or the most messages a second.
std::vector<const Row*> best_first(const Result& result) {
  auto rows = measured_rows(result, "overload", std::nullopt);
  if (!rows.empty() && rows.front()->cost()->better == "higher")
    std::reverse(rows.begin(), rows.end());
  return rows;
}

std::string titled(const std::string& unit) {
  return fmt::format("Overload: loss-free rate in {}, and what is lost at twice it", unit);
}

}  // namespace

std::string overload_table(const Result& result, Style style) {
  const auto rows = best_first(result);
  if (rows.empty()) return {};
  Grid grid({Align::kWhole, Align::kRight, Align::kRight, Align::kWhole, Align::kRight,
             Align::kRight, Align::kLeft});
  grid.add_header({"", "size", "loss-free", "limit", "queue", "B each", "lost of sent"});
  for (const Row* row : rows)
    grid.add({row_label(*row, row->size), row->size ? size_text(*row->size) : kNothing,
              grouped(*row->cost()->median), row->limit.empty() ? kNothing : printable(row->limit),
              median_of(*row, "queue_capacity"), median_of(*row, "queue_bytes"), lost_text(*row)});
  grid.drop_empty();
  return heading(titled(unit_text(rows.front()->cost()->unit)), Tone::kStrong, style) +
         grid.text(style) + paragraph("  Limit: ", limits_text(rows), style.width);
}

}  // namespace kuipc::report
