// SPDX-License-Identifier: Apache-2.0
// kuipc, the host tool: reads what a run left behind. command_line.cpp is its table of contents.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

#include "command_line.h"
#include "failure.h"

namespace {

// What nobody foresaw says nothing about a regression, and git bisect stops at a signal's status.
[[noreturn]] void stop_unexpectedly() {
  std::fputs("kuipc: stopped unexpectedly: an exception that nobody caught\n", stderr);
  std::_Exit(kuipc::report::kSetupFailed);
}

// A verdict that could not be printed has not been given.
int said(int status) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  std::perror("kuipc: stdout");
  return kuipc::report::kSetupFailed;
}

}  // namespace

int main(int argc, char** argv) {
  std::set_terminate(stop_unexpectedly);
  try {
    return said(kuipc::report::run_command_line(argc, argv, KUIPC_VERSION));
  } catch (const kuipc::report::Failure& failure) {
    std::fprintf(stderr, "kuipc: %s\n", failure.what());
    return failure.status();
  } catch (const std::bad_alloc&) {
    std::fputs("kuipc: out of memory\n", stderr);
    return kuipc::report::kSetupFailed;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kuipc: %s\n", error.what());
    return kuipc::report::kSetupFailed;
  }
}
