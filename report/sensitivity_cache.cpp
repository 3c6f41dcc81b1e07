// SPDX-License-Identifier: Apache-2.0
#include "sensitivity_cache.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "join.h"

namespace kuipc::report {

namespace {

// By row; elements of "benchmarks" that have numbers.
std::map<std::string, const Json*> measured_rows(const Json& document) {
  std::map<std::string, const Json*> rows;
  for (const Json& row : document.at("benchmarks"))
    if (row.contains("metrics") && row["metrics"].is_object())
      rows[row.at("name").get<std::string>()] = &row["metrics"];
  return rows;
}

void copy_metric(const Json& from, Json& to) {
  if (!from.contains("sensitivity")) return;
  const double here = to.at("median").get<double>();
  const double there = from.at("median").get<double>();
  if (here == 0 && there != 0) return;  // a share of nothing
  const double apart = here == there ? 0 : std::abs(here - there) / std::abs(here);
  to["sensitivity"] = from["sensitivity"].get<double>() + apart;
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

std::size_t copy_sensitivity(const Json& from, Json& to) {
  const auto known = measured_rows(from);
  for (Json& row : to.at("benchmarks")) {
    const auto found = known.find(row.at("name").get<std::string>());
    if (found == known.end() || !row.contains("metrics") || !row["metrics"].is_object()) continue;
    for (auto& [name, metric] : row["metrics"].items())
      if (found->second->contains(name)) copy_metric((*found->second)[name], metric);
  }
  const std::size_t boots = from.at("run").value("perturbed", std::size_t{0});
  to["run"]["perturbed"] = boots;
  return boots;
}

}  // namespace kuipc::report
