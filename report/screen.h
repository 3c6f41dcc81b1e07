// SPDX-License-Identifier: Apache-2.0
// The parts of the first screen, each a function from a result to text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "grid.h"
#include "result.h"

namespace kuipc::report {

/// Which clock this is, why it was taken, what it is good for and blind to; then what was warned
/// of.
std::string banner(const Result& result, Style style);

/// What the cost table shows: one workload at one size.
struct Choice {
  std::string workload = "echo";
  std::uint64_t size = 64;
  bool narrow = false;  // this size alone was asked for
};

/// The floors, then every transport of the chosen workload and size, by cost; beside them those
/// that have one size only, unless the choice is narrow.
std::string cost_table(const Result& result, const Choice& choice, Style style);

/// Cost against size: transports down, sizes across, for echo, push and pull.
std::string size_table(const Result& result, Style style);

/// What the kernel starts: each transport's smallest message, from softirq where it can.
std::string event_table(const Result& result, Style style);

/// Round trips between two processes, at the chosen size or the only one that a mechanism has.
std::string peer_table(const Result& result, const Choice& choice, Style style);

/// Of every overload row the loss-free rate, what limits it, and what is lost at twice that rate.
std::string overload_table(const Result& result, Style style);

/// What has no number, and why: rows with one reason stand together.
std::string left_out(const Result& result, Style style);

/// Where the results lie, with the page if there is one, and what to ask next, a line each with its
/// command.
std::string next_steps(const Result& result, const std::string& folder,
                       const std::string& reference, bool page, Style style);

/// The sizes at which a workload has numbers, ascending.
std::vector<std::uint64_t> measured_sizes(const Result& result, const std::string& workload);

/// The rows of a workload with numbers, cheapest first; of one size if `size` is given.
std::vector<const Row*> measured_rows(const Result& result, const std::string& workload,
                                      std::optional<std::uint64_t> size);

}  // namespace kuipc::report
