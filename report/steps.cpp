// SPDX-License-Identifier: Apache-2.0
#include "steps.h"

#include <cstring>

#include "git.h"

namespace kuipc::report {

std::optional<bool> reaches(const Subject& subject, const Mark& mark,
                            const std::filesystem::path& repository) {
  if (mark.subject == "kuipc") {
    if (subject.kuipc.commit == mark.at) return true;
    return is_ancestor(repository, mark.at, subject.kuipc.commit);
  }
  if (!subject.kernel.commit.empty() && subject.kernel.commit == mark.at) return true;
  if (subject.kernel.release.empty()) return std::nullopt;
  return !release_before(subject.kernel.release, mark.at);
}

bool release_before(const std::string& one, const std::string& other) {
  return ::strverscmp(one.c_str(), other.c_str()) < 0;
}

std::optional<bool> crosses(const Mark& step, const Subject& base, const Subject& head,
                            const std::filesystem::path& repository) {
  const auto before = reaches(base, step, repository);
  const auto after = reaches(head, step, repository);
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
