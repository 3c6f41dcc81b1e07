// SPDX-License-Identifier: Apache-2.0
// Exact distribution of whole numbers: how often each value was seen. No buckets, so that two runs
// can be compared to the last digit.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "bench/summary.h"

namespace kuipc {

class ValueMap {
 public:
  void add(std::uint64_t value, std::uint64_t count = 1) {
    counts_[value] += count;
    samples_ += count;
  }
  void merge(const ValueMap& other) {
    for (const auto& [value, count] : other.counts_) add(value, count);
  }

  [[nodiscard]] std::uint64_t samples() const noexcept { return samples_; }

  // The smallest value that at least share of all values do not exceed (nearest rank): always a
  // value that was seen, never an interpolation. 0 when the map is empty; share is above 0 and at
  // most 1.
  [[nodiscard]] std::uint64_t quantile(double share) const;
  [[nodiscard]] double mean() const;
  [[nodiscard]] Summary summary(std::string unit) const;

 private:
  std::map<std::uint64_t, std::uint64_t> counts_;
  std::uint64_t samples_ = 0;
};

}  // namespace kuipc
