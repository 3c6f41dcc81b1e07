// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/run.h"

namespace kuipc {

// Reads the command line. On --help, --version or wrong usage it has printed what there is to say
// and returns false with the exit status in status.
bool parse_options(int argc, char** argv, Options& options, int& status);

}  // namespace kuipc
