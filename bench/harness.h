// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace kuipc {

// kuipc-bench as a function: takes its command line, returns its exit status (options.h, README).
int run_harness(int argc, char** argv);

}  // namespace kuipc
