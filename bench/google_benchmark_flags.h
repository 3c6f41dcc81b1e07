// SPDX-License-Identifier: Apache-2.0
// Google Benchmark's flags: each is obeyed as its documentation says, or refused by its name.
#pragma once

#include <string>
#include <vector>

#include "bench/run.h"

namespace kuipc {

// Reads what stood behind "--" into options. Throws std::invalid_argument with the flag's name, why
// it has no meaning here, and what to use instead.
void read_google_benchmark_flags(const std::vector<std::string>& words, Options& options);

// A number of repetitions, 1 to 1000, of --repetitions or its like; throws as above.
unsigned repetition_count(const std::string& word);

}  // namespace kuipc
