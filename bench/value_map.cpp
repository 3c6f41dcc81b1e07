// SPDX-License-Identifier: Apache-2.0
#include "bench/value_map.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kuipc {

std::uint64_t ValueMap::quantile(double share) const {
  if (samples_ == 0) return 0;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(samples_)));
  const std::uint64_t rank = std::clamp<std::uint64_t>(wanted, 1, samples_);
  std::uint64_t seen = 0;
  for (const auto& [value, count] : counts_) {
    seen += count;
    if (seen >= rank) return value;
  }
  return counts_.rbegin()->first;
}

double ValueMap::mean() const {
  if (samples_ == 0) return 0;
  double sum = 0;
  for (const auto& [value, count] : counts_)
    sum += static_cast<double>(value) * static_cast<double>(count);
  return sum / static_cast<double>(samples_);
}

Summary ValueMap::summary(std::string unit) const {
  Summary result;
  result.unit = std::move(unit);
  result.samples = samples_;
  if (samples_ == 0) return result;
  result.median = static_cast<double>(quantile(0.5));
  result.mean = mean();
  result.min = static_cast<double>(counts_.begin()->first);
  result.max = static_cast<double>(counts_.rbegin()->first);
  result.p90 = static_cast<double>(quantile(0.9));
  result.p99 = static_cast<double>(quantile(0.99));
  result.p999 = static_cast<double>(quantile(0.999));
  return result;
}

}  // namespace kuipc
