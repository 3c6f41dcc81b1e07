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
constexpr const char* kReaderSpins = "spin";

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

// One mechanism at one size, by the two ways in which both sides may wait for the other.
struct Waits {
  const Row* block = nullptr;
  const Row* spin = nullptr;
  [[nodiscard]] const Row& any() const { return block ? *block : *spin; }
};

// Those that sleep first, cheapest first; what carries a number only has one size, and stands
// beside the messages of the chosen one.
std::vector<Waits> peer_pairs(const Result& result, std::uint64_t largest) {
  std::vector<Waits> pairs;
  auto rows = measured_rows(result, "peer", std::nullopt);
  std::erase_if(rows, [&](const Row* row) { return row->size.value_or(0) > largest; });
  for (const Row* row : rows)
    if (row->wake == kReaderAsleep) pairs.push_back({.block = row});
  for (const Row* row : rows) {
    if (row->wake != kReaderSpins) continue;
    const auto same = std::find_if(pairs.begin(), pairs.end(), [&](const Waits& pair) {
      return pair.any().label() == row->label() && pair.any().size == row->size;
    });
    if (same == pairs.end())
      pairs.push_back({.spin = row});
    else
      same->spin = row;
  }
  return pairs;
}

std::string median_text(const Row* row) {
  return row ? grouped(*row->cost()->median) : kNothing;
}

}  // namespace

std::string event_table(const Result& result, Style style) {
  const auto rows = event_rows(result);
  if (rows.empty()) return {};
  Grid grid({Align::kWhole, Align::kRight, Align::kRight, Align::kRight, Align::kWhole});
  grid.add_header({"", unit_text(rows.front()->cost()->unit), "of it emit", "size", "from"});
  for (const Row* row : rows)
    grid.add({printable(row->label()), grouped(*row->cost()->median), emit_text(*row),
              size_of(*row), printable(row->ctx)});
  return heading("The kernel starts a message (event) and a sleeping reader has it, median",
                 Tone::kStrong, style) +
         grid.text(style);
}

std::string peer_table(const Result& result, const Choice& choice, Style style) {
  const std::vector<Waits> pairs = peer_pairs(result, choice.size);
  if (pairs.empty()) return {};
  Grid grid({Align::kWhole, Align::kRight, Align::kRight, Align::kRight, Align::kRight});
  grid.add_header({"", unit_text(pairs.front().any().cost()->unit), "spinning", "calls", "size"});
  for (const Waits& pair : pairs) {
    const Row& row = pair.any();
    grid.add({printable(row.label()), median_text(pair.block), median_text(pair.spin),
              row.syscalls ? grouped(*row.syscalls) : kNothing, size_of(row)});
  }
  grid.drop_empty();  // on one CPU nobody spins
  return heading("As a yardstick: a round trip between two processes (peer), median", Tone::kStrong,
                 style) +
         grid.text(style);
}

}  // namespace kuipc::report
