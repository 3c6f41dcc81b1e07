// SPDX-License-Identifier: Apache-2.0
#include "csv.h"

#include <fmt/format.h>

namespace kuipc::report {

CsvLine& CsvLine::add(const std::string& text) {
  if (!empty_) line_ += ',';
  empty_ = false;
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    line_ += text;
    return *this;
  }
  line_ += '"';
  for (const char c : text) line_ += c == '"' ? "\"\"" : std::string(1, c);
  line_ += '"';
  return *this;
}

CsvLine& CsvLine::add(double value) {
  return add(fmt::format("{}", value));
}

CsvLine& CsvLine::add(std::uint64_t value) {
  return add(fmt::format("{}", value));
}

}  // namespace kuipc::report
