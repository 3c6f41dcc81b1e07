// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "text.h"

namespace kuipc::report {

bool contains_any(std::string_view line, Words words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return line.find(word) != std::string_view::npos;
  });
}

std::string without_time(std::string_view line) {
  const std::size_t close = line.starts_with('[') ? line.find("] ") : std::string_view::npos;
  return printable(close == std::string_view::npos ? line : line.substr(close + 2));
}

std::string first_line(std::string_view console,
                       const std::function<bool(std::string_view)>& test) {
  for (std::string_view line : lines_of(console)) {
    if (test(line)) return without_time(line);
  }
  return {};
}

std::string first_line_with(std::string_view console, Words words) {
  return first_line(console, [&](std::string_view line) { return contains_any(line, words); });
}

bool is_lockup(std::string_view line) {
  return contains_any(line,
                      {"soft lockup", "workqueue lockup", "hard LOCKUP", "blocked for more than",
                       "self-detected stall", "detected stalls", "detected expedited stalls"});
}

namespace {

// "[    1.234567] [ T123] text" -> "text"
std::string_view text_behind_time(std::string_view line) {
  while (line.starts_with('[') && line.find("] ") != std::string_view::npos &&
         line.find("BUG: ") > line.find("] "))
    line.remove_prefix(line.find("] ") + 2);
  return line;
}

}  // namespace

// What the kernel notes for a user may quote anything further on in its line. Each x86 death of
// kernel code carries its count, "[#1]"; a user's fault ("traps: cat[7] general protection fault
// ip:...") does not. A lockup says "BUG:" too, and is a hang.
bool is_oops(std::string_view line) {
  if (is_lockup(line)) return false;
  const std::size_t mark = line.find("[#");
  const bool counted = mark != std::string_view::npos && mark + 2 < line.size() &&
                       std::isdigit(static_cast<unsigned char>(line[mark + 2])) != 0;
  if (counted) return true;
  const std::string_view text = text_behind_time(line);
  const Words beginnings = {"BUG: ", "[ BUG: ", "kernel BUG at", "Oops: "};
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

std::string progress_of(std::string_view console) {
  constexpr std::string_view kRow = "kuipc: row ";
  const std::size_t at = console.rfind(kRow);
  if (at == std::string_view::npos) return {};
  if (console.find("kuipc: done ", at) != std::string_view::npos) return "after the last row";
  std::string_view rest = console.substr(at + kRow.size());
  rest = rest.substr(0, rest.find_first_of("\r\n"));
  const std::size_t slash = rest.find('/');
  const std::size_t space = rest.find(' ');
  if (slash == std::string_view::npos || space == std::string_view::npos || slash > space)
    return {};
  return fmt::format("in row {} of {}, {}", rest.substr(0, slash),
                     rest.substr(slash + 1, space - slash - 1), printable(rest.substr(space + 1)));
}

namespace {

// "[  FAILED  ] Suite.Case (3 ms)" -> "Suite.Case"; empty if the line has no such mark, or no case.
std::string case_behind(std::string_view line, std::string_view mark) {
  const std::string text = printable(line);  // GoogleTest may have coloured it
  const std::size_t at = text.find(mark);
  if (at == std::string::npos) return {};
  const std::size_t begin = text.find_first_not_of(' ', at + mark.size());
  if (begin == std::string::npos) return {};
  const std::string name = text.substr(begin, text.find_first_of(" ,", begin) - begin);
  return name.find('.') == std::string::npos ? "" : name;
}

}  // namespace

std::string test_at_end(std::string_view console) {
  std::string running;
  for (const std::string_view line : lines_of(console)) {
    if (const std::string name = case_behind(line, "[ RUN      ]"); !name.empty()) running = name;
    for (const char* mark : {"[       OK ]", "[  FAILED  ]", "[  SKIPPED ]"})
      if (case_behind(line, mark) == running) running.clear();
  }
  return running;
}

std::vector<std::string> failed_tests(std::string_view console) {
  std::vector<std::string> failed;
  for (const std::string_view line : lines_of(console)) {
    const std::string name = case_behind(line, "[  FAILED  ]");
    if (!name.empty() && std::find(failed.begin(), failed.end(), name) == failed.end())
      failed.push_back(name);
  }
  return failed;
}

}  // namespace kuipc::report
