// SPDX-License-Identifier: Apache-2.0
// A verb called as a user calls it.
#pragma once

#include <string>
#include <vector>

#include "command_line.h"
#include "support.h"

namespace kuipc::report {

struct Called {
  std::string end;  // "0", or "STATUS LINE" of the Failure
  std::string out;
};

inline Called call(const std::vector<std::string>& words) {
  std::vector<const char*> argv = {"kuipc"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  testing::internal::CaptureStdout();
  std::string end;
  try {
    end = std::to_string(run_command_line(static_cast<int>(argv.size()), argv.data(), "1.2.3"));
  } catch (const Failure& failure) {
    end = std::to_string(failure.status()) + " " + failure.what();
  }
  return {end, testing::internal::GetCapturedStdout()};
}

}  // namespace kuipc::report
