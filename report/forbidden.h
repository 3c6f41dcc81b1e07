// SPDX-License-Identifier: Apache-2.0
// What a checking kernel said when something was done where it is forbidden: the value types of
// schema kuipc.forbidden/1, which `tests/run.sh --checking forbidden` writes.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "result.h"

namespace kuipc::report {

struct Trial {
  std::string expected;                  // allowed, reported, unseen
  std::string checker, report, because;  // because: where no checker sees, what callers rely on
  bool reported = false;
};

struct Forbidden {
  std::string release;                                         // of the checking kernel
  std::map<std::string, std::map<std::string, Trial>> trials;  // by function, then by context
  /// What was tried of `function` in `context`, or null.
  [[nodiscard]] const Trial* find(const std::string& function, const std::string& context) const&;
  void find(const std::string& function, const std::string& context) const&& = delete;
};

void convert(const Json& json, Trial& out);
void convert(const Json& json, Forbidden& out);

/// The file of `folder` for the series of `release` (forbidden-6.1.json for 6.1.0-56), else the one
/// of the highest name. Failure(kUnreadable) if there is none, or it is no such file.
Forbidden read_forbidden(const std::filesystem::path& folder, const std::string& release);

}  // namespace kuipc::report
