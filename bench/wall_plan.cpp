// SPDX-License-Identifier: Apache-2.0
#include "bench/wall_plan.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace kuipc {
namespace {

// Of one repetition: nine of them for all rows of the standard set are under a minute.
constexpr double warm_up_ns = 2e6;
constexpr double batch_ns = 20e6;
constexpr double distribution_ns = 10e6;

constexpr std::uint64_t most_operations = 1u << 26;  // an empty loop must end, too
constexpr std::uint64_t most_samples = 1u << 17;
constexpr std::uint64_t largest_group = 1024;

std::uint64_t fitting(double span, double one, std::uint64_t least, std::uint64_t most) {
  const double fit = span / std::max(one, 0.01);
  return fit >= static_cast<double>(most) ? most : std::max(least, static_cast<std::uint64_t>(fit));
}

}  // namespace

WallPlan wall_plan(double ns, double clock_ns) {
  WallPlan plan;
  if (ns < 2.5 * clock_ns) {
    const double wanted = 8 * clock_ns / std::max(ns, 0.01);
    plan.group = wanted >= static_cast<double>(largest_group)
                     ? largest_group
                     : std::bit_ceil(static_cast<std::uint64_t>(std::ceil(wanted)));
  }
  const double sample_ns = ns * static_cast<double>(plan.group) + clock_ns;
  plan.warm_up = fitting(warm_up_ns, ns, least_warm_up, most_operations);
  plan.iterations = fitting(batch_ns, ns, 32, most_operations);
  plan.samples = fitting(distribution_ns, sample_ns, 100, most_samples);
  return plan;
}

void RoughCost::add(std::uint64_t ticks) {
  if (static_cast<double>(ticks) < enough_ && length_ < most_operations)
    length_ *= 2;
  else
    costs_.push_back(static_cast<double>(ticks) / static_cast<double>(length_));
}

double RoughCost::median() {
  std::sort(costs_.begin(), costs_.end());
  return costs_[costs_.size() / 2];
}

}  // namespace kuipc
