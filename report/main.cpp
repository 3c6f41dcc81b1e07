// SPDX-License-Identifier: Apache-2.0
// kuipc, the host tool: reads what a run left behind. command_line.cpp is its table of contents.
#include <cstdio>
#include <exception>

#include "command_line.h"
#include "failure.h"

int main(int argc, char** argv) {
  try {
    return kuipc::report::run_command_line(argc, argv, KUIPC_VERSION);
  } catch (const kuipc::report::Failure& failure) {
    std::fprintf(stderr, "kuipc: %s\n", failure.what());
    return failure.status();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kuipc: %s\n", error.what());
    return kuipc::report::kSetupFailed;
  }
}
