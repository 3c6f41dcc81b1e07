// SPDX-License-Identifier: Apache-2.0
// The words by which a kernel's console is understood. What is returned is safe to print.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace kuipc::report {

using Words = std::initializer_list<std::string_view>;

bool contains_any(std::string_view line, Words words);

/// A line of the kernel log without its "[    1.234567] ".
std::string without_time(std::string_view line);

/// The first line that passes, without its "[    1.234567] "; empty if none does.
std::string first_line(std::string_view console, const std::function<bool(std::string_view)>& test);

/// The first line that holds one of the words.
std::string first_line_with(std::string_view console, Words words);

/// A task, a CPU or a work queue that came no further.
bool is_lockup(std::string_view line);

/// Kernel code that died, or that caught itself in something forbidden.
bool is_oops(std::string_view line);

/// Where the harness was when the console ended: "in row 37 of 112, echo/netlink/size:64", or
/// empty.
std::string progress_of(std::string_view console);

/// GoogleTest's case that had begun when the console ended, or empty.
std::string test_at_end(std::string_view console);

/// Its cases that failed, each once.
std::vector<std::string> failed_tests(std::string_view console);

}  // namespace kuipc::report
