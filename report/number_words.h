// SPDX-License-Identifier: Apache-2.0
// Numbers as people type them.
#pragma once

#include <cstdint>
#include <string>

namespace kuipc::report {

/// "4096", "4K", "4KiB", "1M": bytes, from 1 to 1 GiB. Failure(kUnreadable) for anything else.
std::uint64_t size_from(const std::string& word);

/// "100000", "100k", "1.5M": a second, above 0 and up to 1e12. Failure(kUnreadable) for anything
/// else.
double rate_from(const std::string& word);

}  // namespace kuipc::report
