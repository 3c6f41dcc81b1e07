// SPDX-License-Identifier: Apache-2.0
// What a run folder and the runner's notes say, before anybody judges it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "decode.h"
#include "verdict.h"

namespace kuipc::report {

struct RunFolder {
  std::filesystem::path folder;
  std::filesystem::path guest;  // where the harness's files are: DIR/guest, on the host DIR itself
  Json host;                    // the runner's notes
  Evidence evidence;
};

/// Reads the runner's notes and all that the judge needs. Missing files are evidence, not errors;
/// notes that cannot be read are a Failure(kUnreadable).
RunFolder gather(const std::filesystem::path& folder, const std::filesystem::path& host_file);

/// The end of the console for a person: its last lines, safe to print. Empty if there is none.
std::string console_end(const RunFolder& run, std::size_t count = 20);

}  // namespace kuipc::report
