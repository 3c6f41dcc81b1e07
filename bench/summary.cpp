// SPDX-License-Identifier: Apache-2.0
#include "bench/summary.h"

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

}  // namespace kuipc
