// SPDX-License-Identifier: Apache-2.0
// What git says of a repository, asked without a shell.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kuipc::report {

struct GitAnswer {
  int status = 0;
  std::string out;
};

/// git -C repository WORDS...; nothing if git could not be started or was killed.
std::optional<GitAnswer> ask_git(const std::filesystem::path& repository,
                                 std::vector<std::string> words);

/// Whether `ancestor` is `commit` or one of its ancestors; nothing if git does not know them.
std::optional<bool> is_ancestor(const std::filesystem::path& repository,
                                const std::string& ancestor, const std::string& commit);

/// What a commit's name looks like: 7 to 64 hex digits. Nothing else is handed to git.
bool is_commit(const std::string& name);

}  // namespace kuipc::report
