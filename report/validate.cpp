// SPDX-License-Identifier: Apache-2.0
// kuipc validate: read result files as strictly as every other verb does, and say so.
#include <fmt/format.h>

#include <cstdio>

#include "failure.h"
#include "files.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

// All files are looked at, so that one call names every bad one.
int validate(const ValidateOptions& options) {
  int status = kFine;
  for (const std::string& reference : options.results) {
    try {
      const auto file = find_result(reference, options.runs);
      const Result result = read_result(file);
      fmt::print("{}: {}, {}\n", file.string(), kSchema, quantity(result.rows.size(), "row"));
    } catch (const Failure& failure) {
      fmt::print(stderr, "kuipc: {}\n", failure.what());
      status = failure.status();
    }
  }
  return status;
}

}  // namespace kuipc::report
