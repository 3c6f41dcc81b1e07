// SPDX-License-Identifier: Apache-2.0
#include "steps.h"

#include <cstring>

#include "git.h"

namespace kuipc::report {

namespace {

// Whether a subject is the step's or a later one.
std::optional<bool> has(const AcceptedStep& step, const Subject& subject,
                        const std::filesystem::path& repository) {
  if (step.subject == "kuipc") {
    if (subject.kuipc.commit == step.at) return true;
    return is_ancestor(repository, step.at, subject.kuipc.commit);
  }
  if (!subject.kernel.commit.empty() && subject.kernel.commit == step.at) return true;
  if (subject.kernel.release.empty()) return std::nullopt;
  return !release_before(subject.kernel.release, step.at);
}

}  // namespace

bool release_before(const std::string& one, const std::string& other) {
  return ::strverscmp(one.c_str(), other.c_str()) < 0;
}

std::optional<bool> crosses(const AcceptedStep& step, const Subject& base, const Subject& head,
                            const std::filesystem::path& repository) {
  const auto before = has(step, base, repository);
  const auto after = has(step, head, repository);
  if (!before || !after) return std::nullopt;
  return !*before && *after;
}

const AcceptedStep* step_between(const Policy& policy, const std::string& row, const Subject& base,
                                 const Subject& head, const std::filesystem::path& repository) {
  for (const AcceptedStep& step : policy.accepted)
    if (std::regex_search(row, step.match) && crosses(step, base, head, repository).value_or(false))
      return &step;
  return nullptr;
}

}  // namespace kuipc::report
