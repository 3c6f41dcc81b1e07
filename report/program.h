// SPDX-License-Identifier: Apache-2.0
// Another program, asked a question.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kuipc::report {

struct Answer {
  int status = 0;
  std::string out;
};

/// What becomes of a program's complaints.
enum class Complaints : std::uint8_t { kDropped, kShown };

/// Runs `words`, the first one looked for on the path, without a shell; nothing if it could not be
/// started or did not end by itself.
std::optional<Answer> ask_program(std::vector<std::string> words, Complaints complaints);

}  // namespace kuipc::report
