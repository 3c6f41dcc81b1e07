// SPDX-License-Identifier: Apache-2.0
#include "row_label.h"

#include <fmt/format.h>

#include "text.h"

namespace kuipc::report {

namespace {

std::string floor_label(const Row& row) {
  std::string_view what = row.name;
  what.remove_prefix(row.workload.size() + 1);
  what = what.substr(0, what.find('/'));
  if (what == "empty") return "empty loop";
  if (what == "syscall") return "null syscall";
  if (what == "noop") return "empty ioctl";
  if (what == "memcpy" && row.size) return "memcpy of " + size_text(*row.size);
  if (what == "switch") return "two-task switch";
  return printable(what);
}

// A round trip whose reader sleeps is the usual one, and a search for a rate knows no other.
bool usual_wake(const Row& row) {
  return row.wake == "block" && (row.ctx.empty() || row.workload == "overload");
}

}  // namespace

std::string row_label(const Row& row, std::optional<std::uint64_t> table_size) {
  if (row.workload == "floor") return floor_label(row);
  std::string label = row.label();
  if (!row.ctx.empty()) label += " " + row.ctx;
  if (!row.wake.empty() && !usual_wake(row)) label += " " + row.wake;
  if (row.depth) label += fmt::format(" depth:{}", *row.depth);
  if (row.threads) label += fmt::format(" threads:{}", *row.threads);
  if (row.size && row.size != table_size) label += ", " + size_text(*row.size);
  return printable(label);
}

}  // namespace kuipc::report
