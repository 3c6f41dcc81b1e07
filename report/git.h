// SPDX-License-Identifier: Apache-2.0
// What git says of a repository, asked without a shell.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "program.h"

namespace kuipc::report {

/// git -C repository WORDS...; nothing if git could not be started or was killed.
std::optional<Answer> ask_git(const std::filesystem::path& repository,
                              std::vector<std::string> words);

/// Whether `ancestor` is `commit` or one of its ancestors; nothing if git does not know them.
std::optional<bool> is_ancestor(const std::filesystem::path& repository,
                                const std::string& ancestor, const std::string& commit);

/// What a commit's name looks like: 7 to 64 hex digits. Nothing else is handed to git.
bool is_commit(const std::string& name);

}  // namespace kuipc::report
