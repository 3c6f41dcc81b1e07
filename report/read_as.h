// SPDX-License-Identifier: Apache-2.0
// A file of ours in one step: strict JSON, then each field checked by the type's own convert().
#pragma once

#include <filesystem>

#include "decode.h"
#include "failure.h"
#include "files.h"
#include "text.h"

namespace kuipc::report {

/// Failure(kUnreadable) names the file and the field.
template <class T>
T read_as(const std::filesystem::path& file, std::size_t limit = kLargestResult) {
  const Json json = parse_json(read_text(file, limit), file.string());
  T value;
  try {
    convert(json, value);
  } catch (const DecodeError& error) {
    throw Failure(kUnreadable, printable(file.string()) + ": " + printable(error.what()));
  }
  return value;
}

}  // namespace kuipc::report
