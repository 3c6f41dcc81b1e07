// SPDX-License-Identifier: Apache-2.0
#include "bench/summary.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace kuipc {

Summary Summary::scaled(double factor, std::string new_unit) const {
  Summary result = *this;
  result.unit = std::move(new_unit);
  for (double* value : {&result.median, &result.mean, &result.min, &result.max, &result.p90,
                        &result.p99, &result.p999})
    *value *= factor;
  for (double& value : result.repetitions) value *= factor;
  return result;
}

nlohmann::json to_json_number(double value) {
  constexpr double exact = 9007199254740992.0;  // 2^53: every whole number up to here is a double
  if (std::nearbyint(value) == value && std::abs(value) <= exact)
    return static_cast<std::int64_t>(value);
  return value;
}

nlohmann::json to_json(const Summary& summary) {
  nlohmann::json repetitions = nlohmann::json::array();
  for (const double value : summary.repetitions) repetitions.push_back(to_json_number(value));
  return {{"unit", summary.unit},
          {"better", summary.better},
          {"median", to_json_number(summary.median)},
          {"mean", to_json_number(summary.mean)},
          {"min", to_json_number(summary.min)},
          {"max", to_json_number(summary.max)},
          {"p90", to_json_number(summary.p90)},
          {"p99", to_json_number(summary.p99)},
          {"p999", to_json_number(summary.p999)},
          {"samples", summary.samples},
          {"rejected", summary.rejected},
          {"repetitions", std::move(repetitions)}};
}

}  // namespace kuipc
