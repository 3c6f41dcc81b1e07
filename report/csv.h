// SPDX-License-Identifier: Apache-2.0
// A line of comma-separated values: as RFC 4180 has it but for the line ends, which are plain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace kuipc::report {

class CsvLine {
 public:
  CsvLine& add(const std::string& text);
  /// A number, as short as it stays exact; nothing where there is none.
  CsvLine& add(double value);
  CsvLine& add(std::uint64_t value);
  template <class Number>
  CsvLine& add(const std::optional<Number>& value) {
    return value ? add(*value) : add(std::string());
  }
  [[nodiscard]] std::string text() const { return line_ + "\n"; }

 private:
  std::string line_;
  bool empty_ = true;
};

}  // namespace kuipc::report
