// SPDX-License-Identifier: Apache-2.0
#include "sensitivity_cache.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "join.h"

namespace kuipc::report {

namespace {

using MetricName = std::pair<std::string, std::string>;

std::map<MetricName, const Metric*> metrics_by_name(const Result& result) {
  std::map<MetricName, const Metric*> metrics;
  for (const Row& row : result.rows)
    for (const auto& [name, metric] : row.metrics) metrics[{row.name, name}] = &metric;
  return metrics;
}

}  // namespace

std::filesystem::path cached_sensitivity(const std::filesystem::path& cache, const Result& run) {
  const Kernel& kernel = run.subject.kernel;
  const Kuipc& kuipc = run.subject.kuipc;
  std::string text = fmt::format("{}\n{}\n{}\n{}\n", kernel.image_sha256, kernel.cmdline,
                                 kuipc.modules_sha256, kuipc.harness_sha256);
  for (const Row& row : run.rows) text += row.name + "\n";
  return cache / fmt::format("{}-{}.json", run.machine.fingerprint, fnv1a(text));
}

Sensitivities sensitivities_from(const Result& perturbed, const Result& run) {
  const auto there = metrics_by_name(perturbed);
  Sensitivities known;
  for (const auto& [name, metric] : metrics_by_name(run)) {
    const auto found = there.find(name);
    if (found == there.end() || !found->second->sensitivity || !found->second->median) continue;
    if (!metric->median) continue;
    const double apart = std::abs(*metric->median - *found->second->median);
    if (*metric->median == 0 && apart > 0) continue;  // a share of nothing
    known[name] = *found->second->sensitivity + (apart > 0 ? apart / std::abs(*metric->median) : 0);
  }
  return known;
}

}  // namespace kuipc::report
