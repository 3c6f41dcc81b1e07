// SPDX-License-Identifier: Apache-2.0
// One result in the forms that other tools read. Nothing here is called time that is not. Two
// machines never share a series: where a form has no place for the machine, its name goes into the
// series' name. Without one ("") the caller keeps the machines apart.
#pragma once

#include <string>

#include "result.h"

namespace kuipc::report {

/// github-action-benchmark's custom JSON: an array of name, unit, value, range, extra. Its user
/// says for a whole file whether smaller or bigger is better, so each holds one kind.
/// https://github.com/benchmark-action/github-action-benchmark#examples
std::string export_github(const Result& result, const std::string& machine,
                          const std::string& better, bool all_metrics);

/// Bencher Metric Format: benchmark -> measure -> value, lower_value, upper_value.
/// https://bencher.dev/docs/reference/bencher-metric-format
std::string export_bencher(const Result& result, const std::string& machine, bool all_metrics);

std::string export_junit(const Result& result, const std::string& machine);

/// Has a column for the machine. Comma-separated as RFC 4180 has it but for the line ends, which
/// are plain: a header, then a line for each metric of each row, and one for each row without any.
std::string export_csv(const Result& result);

}  // namespace kuipc::report
