// SPDX-License-Identifier: Apache-2.0
// How much a wall repetition measures, from a rough idea of what one operation costs.
#pragma once

#include <cstdint>
#include <vector>

namespace kuipc {

// Operations before the first measured one of a repetition, at least: page faults and lazily bound
// symbols are over by then.
inline constexpr std::uint64_t least_warm_up = 64;

struct WallPlan {
  std::uint64_t warm_up = least_warm_up;
  std::uint64_t iterations = 1;  // operations of the batch
  std::uint64_t samples = 1;     // of the distribution
  std::uint64_t group = 1;       // operations in one sample
};

// For an operation that takes ns on a clock of which a reading costs clock_ns. An operation longer
// than 2.5 readings is a sample of its own. A shorter one is timed in groups of at least 8
// readings' length: it overlaps with the fenced reading, by a part of the reading's cost that no
// subtraction knows.
WallPlan wall_plan(double ns, double clock_ns);

// Times series of operations, of growing length until one is long enough, then several of that
// length.
class RoughCost {
 public:
  explicit RoughCost(double ns_per_tick) : enough_(100000 / ns_per_tick) {}

  [[nodiscard]] bool more() const noexcept { return costs_.size() < 9; }
  [[nodiscard]] std::uint64_t length() const noexcept { return length_; }
  void add(std::uint64_t ticks);

  // Ticks of one operation. Of several series the median, so that a disturbance of one does not
  // count.
  [[nodiscard]] double median();

 private:
  double enough_;  // ticks
  std::uint64_t length_ = 1;
  std::vector<double> costs_;
};

}  // namespace kuipc
