// SPDX-License-Identifier: Apache-2.0
#include "bench/results.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "bench/descriptor.h"

namespace kuipc {

nlohmann::json to_json_number(double value) {
  constexpr double exact = 9007199254740992.0;  // 2^53: every whole number up to here is a double
  if (std::nearbyint(value) == value && std::abs(value) <= exact)
    return static_cast<std::int64_t>(value);
  return value;
}

nlohmann::json to_json(const Summary& summary) {
  nlohmann::json repetitions = nlohmann::json::array();
  for (const double value : summary.repetitions) repetitions.push_back(to_json_number(value));
  nlohmann::json json = {{"unit", summary.unit},
                         {"better", summary.better},
                         {"median", to_json_number(summary.median)},
                         {"mean", to_json_number(summary.mean)},
                         {"min", to_json_number(summary.min)},
                         {"max", to_json_number(summary.max)},
                         {"samples", summary.samples},
                         {"rejected", summary.rejected},
                         {"repetitions", std::move(repetitions)}};
  if (summary.percentiles) {
    json["p90"] = to_json_number(summary.p90);
    json["p99"] = to_json_number(summary.p99);
    json["p999"] = to_json_number(summary.p999);
  }
  if (summary.group > 1) json["group"] = summary.group;
  if (summary.subtracted > 0) json["subtracted"] = to_json_number(summary.subtracted);
  return json;
}

nlohmann::json to_json(const Row& row) {
  nlohmann::json json = {{"name", row.name()},
                         {"workload", row.workload},
                         {"transport", row.transport},
                         {"variant", row.variant},
                         {"status", row.status}};
  if (row.size) json["size"] = *row.size;
  if (!row.ctx.empty()) json["ctx"] = row.ctx;
  if (!row.wake.empty()) json["wake"] = row.wake;
  if (row.starts) json["starts"] = *row.starts;
  if (!row.bound_by.empty()) json["bound_by"] = row.bound_by;
  if (row.status != "ok") {
    json["reason"] = row.reason;
    return json;
  }
  json["primary"] = row.overload ? "loss_free_rate" : "latency";
  if (row.overload) json["limit"] = row.overload->limit;
  json["syscalls"] = row.cost.syscalls;
  json["copies"] = row.cost.copies;
  json["wakeups"] = row.cost.wakeups;
  if (row.events) {
    const EventCounts& events = *row.events;
    json.update({{"intended", events.intended},
                 {"skipped", events.skipped},
                 {"sent", events.sent},
                 {"received", events.received},
                 {"dropped", events.dropped},
                 {"coalesced", events.coalesced},
                 {"unread", events.unread},
                 {"wakeups_seen", events.wakeups},
                 {"overruns", events.overruns}});
  }
  for (const auto& [name, summary] : row.metrics) json["metrics"][name] = to_json(summary);
  return json;
}

void write_json(const std::filesystem::path& path, const nlohmann::json& json) {
  std::ofstream file(path, std::ios::trunc);
  file << json.dump(2) << '\n' << std::flush;
  if (!file) throw_errno("write", path.string());
}

Results::Results(const std::filesystem::path& folder, std::size_t planned)
    : folder_(folder), lines_(folder / "benchmarks.jsonl", std::ios::trunc), planned_(planned) {
  if (!lines_) throw_errno("create", (folder / "benchmarks.jsonl").string());
  progress(fmt::format("plan {}", planned));
}

void Results::announce(const Row& row) {
  if (announced_ == 0) skipped_ahead_ = skipped_;
  progress(fmt::format("row {}/{} {}", skipped_ahead_ + ++announced_, planned_, row.name()));
}

void Results::finished(const Row& row) {
  ++(row.status == "ok" ? ok_ : row.status == "skipped" ? skipped_ : errors_);
  lines_ << to_json(row).dump() << '\n' << std::flush;
  if (!lines_) throw_errno("write", (folder_ / "benchmarks.jsonl").string());
}

void Results::end(const Ending& ending) {
  nlohmann::json json = {{"finished", true},
                         {"planned", planned_},
                         {"ok", ok_},
                         {"skipped", skipped_},
                         {"error", errors_},
                         {"settled", nullptr},
                         {"tsc_ticks_per_ns", ending.tsc_ticks_per_ns}};
  if (ending.settled)
    json["settled"] = {{"idle", ending.settled->idle}, {"seconds", ending.settled->seconds}};
  write_json(folder_ / "end.json", json);
  progress(fmt::format("done {} {} {}", ok_, skipped_, errors_));
}

void progress(const std::string& text) {
  fmt::print("kuipc: {}\n", text);
  std::fflush(stdout);
  if (isatty(STDOUT_FILENO)) tcdrain(STDOUT_FILENO);
}

}  // namespace kuipc
