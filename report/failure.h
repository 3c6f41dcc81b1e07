// SPDX-License-Identifier: Apache-2.0
// The exit statuses of kuipc, and the one exception that carries them to main().
#pragma once

#include <stdexcept>
#include <string>

namespace kuipc::report {

/// Exit statuses, the same for every verb and for run_bench.sh.
enum Status : int {
  kFine = 0,
  kRegression = 1,
  kUnreadable = 2,  // wrong usage too
  kNotComparable = 3,
  kKernelFailed = 4,
  kSetupFailed = 5,
  kWrongData = 6,  // nothing measured, too
  kInterrupted = 130,
};

/// An end that a person can do something about: what() is one line that names the file or the
/// option.
class Failure : public std::runtime_error {
 public:
  Failure(Status status, const std::string& line) : std::runtime_error(line), status_(status) {}
  [[nodiscard]] Status status() const { return status_; }

 private:
  Status status_;
};

}  // namespace kuipc::report
