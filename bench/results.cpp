// SPDX-License-Identifier: Apache-2.0
#include "bench/results.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "bench/descriptor.h"

namespace kuipc {

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
  progress(fmt::format("row {}/{} {}", ++announced_, planned_, row.name()));
}

void Results::finished(const Row& row) {
  ++(row.status == "ok" ? ok_ : row.status == "skipped" ? skipped_ : errors_);
  lines_ << to_json(row).dump() << '\n' << std::flush;
  if (!lines_) throw_errno("write", (folder_ / "benchmarks.jsonl").string());
}

void Results::end(const nlohmann::json& extra) {
  nlohmann::json json = {{"finished", true},
                         {"planned", planned_},
                         {"ok", ok_},
                         {"skipped", skipped_},
                         {"error", errors_}};
  json.update(extra);
  write_json(folder_ / "end.json", json);
  progress(fmt::format("done {} {} {}", ok_, skipped_, errors_));
}

void progress(const std::string& text) {
  fmt::print("kuipc: {}\n", text);
  std::fflush(stdout);
  if (isatty(STDOUT_FILENO)) tcdrain(STDOUT_FILENO);
}

}  // namespace kuipc
