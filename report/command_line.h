// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace kuipc::report {

/// Reads the command line, runs its verb, returns the exit status. Throws Failure.
int run_command_line(int argc, const char* const* argv, const std::string& version);

}  // namespace kuipc::report
