// SPDX-License-Identifier: Apache-2.0
// Reading what others wrote, which may be anything, and writing so that a reader never sees half a
// file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "result.h"

namespace kuipc::report {

/// A result of the full set is well below 1 MiB; a larger file than this is not one.
inline constexpr std::size_t kLargestResult = std::size_t{32} << 20;

/// The whole of a regular file of at most `limit` bytes. Failure(kUnreadable) names the file.
std::string read_text(const std::filesystem::path& file, std::size_t limit = kLargestResult);

/// The last `limit` bytes of a file; nothing if it cannot be read.
std::optional<std::string> read_tail(const std::filesystem::path& file, std::size_t limit);

/// Strict JSON: one value, bounded in size and nesting, valid UTF-8. Failure(kUnreadable) names the
/// file.
Json read_json(const std::filesystem::path& file);
Json parse_json(std::string_view text, const std::string& name);

/// A result file, checked field by field. Failure(kUnreadable) names the file and the field.
Result read_result(const std::filesystem::path& file);

/// Writes beside `file`, syncs, renames: `file` has the old content or the new, never half of it.
/// Failure(kSetupFailed) names the file and, on a full disk, what to do.
void write_atomically(const std::filesystem::path& file, std::string_view content);

}  // namespace kuipc::report
