// SPDX-License-Identifier: Apache-2.0
// One result out of what the harness wrote inside and what the runner knows outside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "decode.h"
#include "result.h"
#include "verdict.h"

namespace kuipc::report {

struct Parts {
  Json host = Json::object();         // the runner's notes, flat keys (results/README.md)
  Json environment = Json::object();  // machine, subject and run as the harness saw them
  Json end = Json::object();          // the harness's own count of its rows
  std::vector<Json> rows;             // elements of "benchmarks", each already valid
  std::vector<std::string> warnings;
  std::string unload;  // what rmmod complained of
};

/// The document of schema kuipc.result/1.
Json join(const Parts& parts, const Verdict& verdict);

/// Judges the data of a run that came to its end: wrong data, a leaking module, nothing measured.
Verdict grade(const Parts& parts);

/// FNV-1a, 64 bits, as 16 hex digits: short, the same everywhere, and nobody gains by a collision.
std::string fnv1a(std::string_view text);

/// 16 hex digits over what must match for two results to be comparable, and over nothing else.
std::string fingerprint(const Json& machine);

}  // namespace kuipc::report
