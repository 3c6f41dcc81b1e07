// SPDX-License-Identifier: Apache-2.0
// The rows that may answer together. A row's cost, its size and what it loses belong to one
// situation: the workload, the kernel's context and the way in which the reader waits. What was
// measured in another one is evidence of that one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "advice.h"

namespace kuipc::report {

using Rows = std::vector<const Row*>;

/// Of a transport's rows those of the workload, the context and the wait that are asked for.
Rows fitting(const Rows& rows, const Need& need);

/// The smallest measured one that is no smaller than asked for, the cheapest of its size; null
/// without any.
const Row* evidence(const Rows& rows, std::uint64_t size);

/// Those with the same context and way to wait as this one.
Rows in_the_situation_of(const Row& row, const Rows& rows);

/// The overload row of a transport for the same context and size as a row, and the same way to wait
/// where that is measured; null without one that gave a number.
const Row* overload_beside(const Row& row, const Rows& rows);

/// Its name, as the harness would give it: what is missing.
std::string overload_name(const Row& row);

/// Messages that were sent and did not reach the reader one by one.
std::uint64_t lost(const Row& row);

/// How an overload row's rate, loss beyond it and queue read: "loses nothing up to 90,000 messages
/// a second; at twice that 663 of 4,000 were dropped; its queue holds 128".
std::string overload_text(const Row& overload);

/// Messages a second, of a row that was timed: an overload row's without loss, else its throughput.
std::optional<double> rate_of(const Row& row);

/// What the transport carries at the most when the kernel starts a message, if that is a fixed
/// size: "a counter of 8 bytes". Source: the headers in common/.
std::optional<std::string> fixed_event(const std::string& transport);

/// Whether it hands on packets of a network, and no message that a kernel makes.
bool is_for_packets(const std::string& transport);

}  // namespace kuipc::report
