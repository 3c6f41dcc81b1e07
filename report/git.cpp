// SPDX-License-Identifier: Apache-2.0
#include "git.h"

namespace kuipc::report {

std::optional<Answer> ask_git(const std::filesystem::path& repository,
                              std::vector<std::string> words) {
  words.insert(words.begin(), {"git", "-C", repository.string()});
  return ask_program(std::move(words), Complaints::kDropped);
}

bool is_commit(const std::string& name) {
  return name.size() >= 7 && name.size() <= 64 &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::optional<bool> is_ancestor(const std::filesystem::path& repository,
                                const std::string& ancestor, const std::string& commit) {
  if (!is_commit(ancestor) || !is_commit(commit)) return std::nullopt;
  const auto answer = ask_git(repository, {"merge-base", "--is-ancestor", ancestor, commit});
  if (!answer || answer->status > 1) return std::nullopt;
  return answer->status == 0;
}

}  // namespace kuipc::report
