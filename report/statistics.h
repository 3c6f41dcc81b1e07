// SPDX-License-Identifier: Apache-2.0
// The statistics that verdicts rest on. Pure functions of numbers; nothing here draws from the
// machine's own randomness, so that one pair of results has one verdict, everywhere.
#pragma once

#include <vector>

namespace kuipc::report {

struct Interval {
  double low = 0, high = 0;
};

/// Of at least one value; the mean of the two middle ones where there is no middle.
double median(std::vector<double> values);

/// Linear between order statistics (type 7 of Hyndman and Fan, "Sample Quantiles", 1996).
double quantile(std::vector<double> values, double share);

/// Q3 + 3 IQR, Tukey's outer fence: what lies beyond is no member of the crowd.
double outer_fence(const std::vector<double>& values);

/// Two-sided p value of Mann and Whitney's rank test, ties included: exact, over all ways to deal
/// the ranks, up to 30 values together; beyond that by the normal approximation, corrected for ties
/// and continuity. 1 where one side is empty.
double mann_whitney(const std::vector<double>& one, const std::vector<double>& other);

/// Percentile bootstrap interval of median(head) / median(base), from a fixed seed.
Interval ratio_interval(std::vector<double> base, std::vector<double> head, double confidence);

/// For each p value the smallest false discovery rate at which it would still be called a
/// discovery (Benjamini and Hochberg, 1995).
std::vector<double> benjamini_hochberg(const std::vector<double>& p);

}  // namespace kuipc::report
