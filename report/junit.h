// SPDX-License-Identifier: Apache-2.0
// JUnit's XML, as Jenkins reads it (its plugins' junit-10.xsd) and other CI systems after it. No
// `time` is given anywhere: a row's number may be a count of instructions.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kuipc::report {

struct JunitCase {
  enum class End : std::uint8_t { kPassed, kFailed, kError, kSkipped };
  std::string row, group;  // becomes name and classname
  End end = End::kPassed;
  std::string type, message;
  std::string output;
};

struct JunitSuite {
  std::string name, timestamp;
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<JunitCase> cases;
};

std::string junit_xml(const std::vector<JunitSuite>& suites);

}  // namespace kuipc::report
