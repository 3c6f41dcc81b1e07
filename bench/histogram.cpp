// SPDX-License-Identifier: Apache-2.0
#include "bench/histogram.h"

#include <algorithm>
#include <cmath>

namespace kuipc {

void Histogram::merge(const Histogram& other) noexcept {
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket)
    counts_[bucket] += other.counts_[bucket];
  samples_ += other.samples_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

double Histogram::mean() const noexcept {
  return samples_ == 0 ? 0 : sum_ / static_cast<double>(samples_);
}

double Histogram::quantile(double share) const noexcept {
  if (samples_ == 0) return 0;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(samples_)));
  const std::uint64_t rank = std::clamp<std::uint64_t>(wanted, 1, samples_);
  std::uint64_t seen = 0;
  std::size_t bucket = 0;
  while (bucket + 1 < counts_.size() && (seen += counts_[bucket]) < rank) ++bucket;
  return std::clamp(middle_of(bucket), static_cast<double>(min_), static_cast<double>(max_));
}

double Histogram::middle_of(std::size_t bucket) noexcept {
  if (bucket < 2 * per_octave) return static_cast<double>(bucket);
  const std::size_t shift = bucket / per_octave - 1;
  const std::size_t lowest = bucket - shift * per_octave;
  return std::ldexp(static_cast<double>(lowest) + 0.5, static_cast<int>(shift));
}

}  // namespace kuipc
