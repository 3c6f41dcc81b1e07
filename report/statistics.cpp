// SPDX-License-Identifier: Apache-2.0
#include "statistics.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace kuipc::report {

namespace {

// A deal of 30 values into two hands of 15: 1.6e8 ways, which a double counts exactly, and a row in
// well below a millisecond.
constexpr std::size_t kMostRanked = 30;
constexpr std::size_t kResamples = 2000;
constexpr double kBeyondAnyRatio = 1e12;  // finite, so that a quantile beside it stays a number
constexpr std::uint64_t kSeed = 0x6b75697063ULL;

// Ranks from 1, ties sharing their mean, doubled so that they are whole.
struct Ranks {
  std::vector<std::size_t> doubled;  // the first side's values come first
  double ties = 0;                   // sum of t^3 - t over groups of t equal values
};

Ranks rank(const std::vector<double>& one, const std::vector<double>& other) {
  std::vector<double> all = one;
  all.insert(all.end(), other.begin(), other.end());
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return all[a] < all[b]; });
  Ranks ranks{std::vector<std::size_t>(all.size()), 0};
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && all[order[end]] == all[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) ranks.doubled[order[i]] = begin + 1 + end;
    const auto equal = static_cast<double>(end - begin);
    ranks.ties += equal * equal * equal - equal;
    begin = end;
  }
  return ranks;
}

// The share of all deals whose rank sum lies at least as far from the middle as the one seen.
double exact_p(const Ranks& ranks, std::size_t size, std::size_t seen) {
  const std::size_t total =
      std::accumulate(ranks.doubled.begin(), ranks.doubled.end(), std::size_t{0});
  std::vector<std::vector<double>> ways(size + 1, std::vector<double>(total + 1, 0));
  ways[0][0] = 1;
  for (const std::size_t r : ranks.doubled)
    for (std::size_t taken = size; taken > 0; --taken)
      for (std::size_t sum = total; sum >= r; --sum) ways[taken][sum] += ways[taken - 1][sum - r];
  const auto expected =
      static_cast<double>(size * total) / static_cast<double>(ranks.doubled.size());
  const double far = std::abs(static_cast<double>(seen) - expected) - 1e-9;
  double all = 0;
  double extreme = 0;
  for (std::size_t sum = 0; sum <= total; ++sum) {
    all += ways[size][sum];
    if (std::abs(static_cast<double>(sum) - expected) >= far) extreme += ways[size][sum];
  }
  return extreme / all;
}

double normal_p(const Ranks& ranks, std::size_t size, std::size_t seen) {
  const auto n = static_cast<double>(ranks.doubled.size());
  const auto a = static_cast<double>(size);
  const double b = n - a;
  const double variance = a * b / 12 * (n + 1 - ranks.ties / (n * (n - 1)));
  if (variance <= 0) return 1;  // all values are the same
  const double distance = std::abs(static_cast<double>(seen) / 2 - a * (n + 1) / 2);
  const double z = std::max(0.0, distance - 0.5) / std::sqrt(variance);
  return std::min(1.0, 2 * cdf(complement(boost::math::normal(), z)));
}

// Vigna's splitmix64: the standard library's distributions differ between libraries.
class Dice {
 public:
  /// Below `limit`, which is small against 2^32.
  std::size_t roll(std::size_t limit) {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return static_cast<std::size_t>((((z ^ (z >> 31U)) >> 32U) * limit) >> 32U);
  }

 private:
  std::uint64_t state_ = kSeed;
};

// The median of as many values drawn with replacement. `sorted` is; `drawn` is room to count in.
double resampled_median(const std::vector<double>& sorted, std::vector<std::uint32_t>& drawn,
                        Dice& dice) {
  const std::size_t n = sorted.size();
  std::fill(drawn.begin(), drawn.end(), 0U);
  for (std::size_t i = 0; i < n; ++i) ++drawn[dice.roll(n)];
  const auto at = [&](std::size_t wanted) {
    std::size_t seen = drawn[0];
    std::size_t i = 0;
    while (seen <= wanted) seen += drawn[++i];
    return sorted[i];
  };
  return n % 2 == 1 ? at(n / 2) : (at(n / 2 - 1) + at(n / 2)) / 2;
}

}  // namespace

double median(std::vector<double> values) {
  return quantile(std::move(values), 0.5);
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

double outer_fence(const std::vector<double>& values) {
  const double q1 = quantile(values, 0.25);
  const double q3 = quantile(values, 0.75);
  return q3 + 3 * (q3 - q1);
}

double mann_whitney(const std::vector<double>& one, const std::vector<double>& other) {
  if (one.empty() || other.empty()) return 1;
  const Ranks ranks = rank(one, other);
  const auto first = ranks.doubled.begin();
  const auto mine = first + static_cast<std::ptrdiff_t>(one.size());
  const std::size_t seen = std::accumulate(first, mine, std::size_t{0});
  const bool few = ranks.doubled.size() <= kMostRanked;
  return few ? exact_p(ranks, one.size(), seen) : normal_p(ranks, one.size(), seen);
}

Interval ratio_interval(std::vector<double> base, std::vector<double> head, double confidence) {
  std::sort(base.begin(), base.end());
  std::sort(head.begin(), head.end());
  std::vector<std::uint32_t> drawn_base(base.size());
  std::vector<std::uint32_t> drawn_head(head.size());
  std::vector<double> ratios;
  ratios.reserve(kResamples);
  Dice dice;
  for (std::size_t i = 0; i < kResamples; ++i) {
    const double below = resampled_median(base, drawn_base, dice);
    const double above = resampled_median(head, drawn_head, dice);
    ratios.push_back(below > 0 ? above / below : above > 0 ? kBeyondAnyRatio : 1);
  }
  const double tail = (1 - confidence) / 2;
  return {quantile(ratios, tail), quantile(ratios, 1 - tail)};
}

std::vector<double> benjamini_hochberg(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] > p[b]; });
  std::vector<double> q(p.size());
  double least = 1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto number = static_cast<double>(order.size() - i);
    least = std::min(least, p[order[i]] * static_cast<double>(p.size()) / number);
    q[order[i]] = least;
  }
  return q;
}

}  // namespace kuipc::report
