// SPDX-License-Identifier: Apache-2.0
#include "junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "text.h"

namespace kuipc::report {

namespace {

using End = JunitCase::End;

// XML 1.0 has no way at all to write most control characters; printable() took them out.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::size_t count(const JunitSuite& suite, End end) {
  return static_cast<std::size_t>(
      std::count_if(suite.cases.begin(), suite.cases.end(),
                    [&](const JunitCase& one) { return one.end == end; }));
}

std::string end_text(const JunitCase& one) {
  const auto element = [&](const char* name) {
    return fmt::format("      <{} type=\"{}\" message=\"{}\"/>\n", name, escaped(one.type),
                       escaped(one.message));
  };
  switch (one.end) {
    case End::kFailed:
      return element("failure");
    case End::kError:
      return element("error");
    case End::kSkipped:
      return element("skipped");
    case End::kPassed:
      break;
  }
  return {};
}

std::string case_text(const JunitCase& one) {
  std::string inside = end_text(one);
  if (!one.output.empty())
    inside += fmt::format("      <system-out>{}</system-out>\n", escaped(one.output));
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\"",
                                       escaped(one.group), escaped(one.row));
  return inside.empty() ? head + "/>\n" : head + ">\n" + inside + "    </testcase>\n";
}

std::string suite_text(const JunitSuite& suite) {
  std::string out = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
      escaped(suite.name), suite.cases.size(), count(suite, End::kFailed),
      count(suite, End::kError), count(suite, End::kSkipped));
  if (!suite.timestamp.empty()) out += fmt::format(" timestamp=\"{}\"", escaped(suite.timestamp));
  out += ">\n";
  if (!suite.properties.empty()) out += "    <properties>\n";
  for (const auto& [name, value] : suite.properties)
    out +=
        fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", escaped(name), escaped(value));
  if (!suite.properties.empty()) out += "    </properties>\n";
  for (const JunitCase& one : suite.cases) out += case_text(one);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string junit_xml(const std::vector<JunitSuite>& suites) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const JunitSuite& suite : suites) out += suite_text(suite);
  return out + "</testsuites>\n";
}

}  // namespace kuipc::report
