// SPDX-License-Identifier: Apache-2.0
// What a result says of many values of one quantity.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace kuipc {

struct Summary {
  std::string unit;              // insn, insn/msg, insn/KiB, ns, msg/s, B/s, count
  std::string better = "lower";  // or "higher"
  double median = 0;
  double mean = 0;
  double min = 0;
  double max = 0;
  double p90 = 0;
  double p99 = 0;
  double p999 = 0;
  std::uint64_t samples = 0;
  bool percentiles = true;     // false: p90 to p999 mean nothing here and are not written
  std::uint64_t rejected = 0;  // operations measured and not used, since the CPU halted in them
  std::uint64_t group = 1;     // wall: operations timed as one sample
  double subtracted = 0;       // wall: nanoseconds of the clock itself, taken off each sample
  std::vector<double> repetitions;  // the median of each

  // The same distribution in another unit: every value times factor.
  [[nodiscard]] Summary scaled(double factor, std::string new_unit) const;
};

// Whole numbers are written as such, so that a counted value reads "5410" and not "5410.0".
nlohmann::json to_json(const Summary& summary);
nlohmann::json to_json_number(double value);

}  // namespace kuipc
