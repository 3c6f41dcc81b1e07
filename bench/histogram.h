// SPDX-License-Identifier: Apache-2.0
// Log-linear histogram of whole numbers: any 64-bit value, fixed memory, a bounded relative error.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

namespace kuipc {

// Each power of two is cut into 128 equal buckets, and a bucket speaks through its middle: no
// quantile is further than 1/256 (0.39 %) from a value that was recorded, and values below 256 are
// exact. The layout is HDR Histogram's (hdrhistogram.org); 57 KiB, allocated once.
class Histogram {
 public:
  static constexpr unsigned precision_bits = 7;
  static constexpr std::uint64_t per_octave = std::uint64_t{1} << precision_bits;
  static constexpr double relative_error = 1.0 / (2.0 * per_octave);

  Histogram() : counts_(bucket_of(std::numeric_limits<std::uint64_t>::max()) + 1) {}

  // Constant time; allocates nothing.
  void record(std::uint64_t value) noexcept {
    ++counts_[bucket_of(value)];
    ++samples_;
    sum_ += static_cast<double>(value);
    if (value < min_) min_ = value;
    if (value > max_) max_ = value;
  }

  void merge(const Histogram& other) noexcept;

  [[nodiscard]] std::uint64_t samples() const noexcept { return samples_; }
  [[nodiscard]] std::uint64_t min() const noexcept { return samples_ == 0 ? 0 : min_; }
  [[nodiscard]] std::uint64_t max() const noexcept { return max_; }
  [[nodiscard]] double mean() const noexcept;

  // The value of nearest rank, within relative_error: at least share of all values do not exceed
  // its bucket. Never outside min and max. 0 when empty; share is above 0 and at most 1.
  [[nodiscard]] double quantile(double share) const noexcept;

 private:
  // Values below 2 * per_octave are their own bucket. Above, a value is shifted right until its
  // leading bit is that of per_octave; each shift is one octave further.
  static constexpr std::size_t bucket_of(std::uint64_t value) noexcept {
    const auto width = static_cast<unsigned>(std::bit_width(value));
    const unsigned shift = width > precision_bits + 1 ? width - (precision_bits + 1) : 0;
    return static_cast<std::size_t>(shift * per_octave + (value >> shift));
  }
  static double middle_of(std::size_t bucket) noexcept;

  std::vector<std::uint64_t> counts_;
  std::uint64_t samples_ = 0;
  std::uint64_t min_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace kuipc
