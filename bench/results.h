// SPDX-License-Identifier: Apache-2.0
// The files that the harness leaves in its folder; results/README.md describes them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "bench/idle.h"
#include "bench/row.h"

namespace kuipc {

// Throws std::system_error when the file cannot be written.
void write_json(const std::filesystem::path& path, const nlohmann::json& json);

// What is known of a run only when it is over.
struct Ending {
  std::optional<Settled> settled;  // counted
  double tsc_ticks_per_ns = 0;     // of CLOCK_MONOTONIC_RAW, over all rows
};

// Appends finished rows to benchmarks.jsonl, a line each, and says on stdout how far the run is. A
// run that dies leaves the rows that it finished.
class Results {
 public:
  Results(const std::filesystem::path& folder, std::size_t planned);

  void announce(const Row& row);  // is about to be measured
  void finished(const Row& row);  // throws std::system_error when the line cannot be written

  // Writes end.json, which marks the results as whole.
  void end(const Ending& ending);

  [[nodiscard]] std::size_t ok() const noexcept { return ok_; }
  [[nodiscard]] std::size_t errors() const noexcept { return errors_; }

 private:
  std::filesystem::path folder_;
  std::ofstream lines_;
  std::size_t planned_;
  std::size_t announced_ = 0;
  std::size_t ok_ = 0;
  std::size_t skipped_ = 0;
  std::size_t skipped_ahead_ = 0;  // before the first was measured
  std::size_t errors_ = 0;
};

// One progress line, "kuipc: <text>". Waits until a serial console has sent it, so that its
// interrupts are over before the next measurement.
void progress(const std::string& text);

}  // namespace kuipc
