// SPDX-License-Identifier: Apache-2.0
// Which word was meant, where one is not known.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kuipc::report {

/// How many letters were left out, added or replaced, or stand in the wrong order.
std::size_t mistakes(std::string_view word, std::string_view meant);

/// The only choice that `word` begins, else the one that a few mistakes lie between; empty if
/// none. ./run_bench.sh counts in the same way (vm/suggest.sh).
std::string nearest(std::string_view word, const std::vector<std::string>& choices);

}  // namespace kuipc::report
