// SPDX-License-Identifier: Apache-2.0
// What differs between two results: the machine, which must not, and the subject, which is under
// test.
#pragma once

#include <string>
#include <vector>

#include "result.h"

namespace kuipc::report {

struct Difference {
  std::string part;   // kernel, command line, kuipc, machine
  std::string field;  // as results/README.md names it
  std::string base, head;
  /// False for what cannot change a number: another commit of the same bytes.
  bool matters = true;
};

/// The fields of the machine that differ; empty if the fingerprints are the same.
std::vector<Difference> machine_differences(const Machine& base, const Machine& head);

std::vector<Difference> subject_differences(const Subject& base, const Subject& head);

/// Whether something of this part differs that matters. "kernel" includes its command line.
bool differs(const std::vector<Difference>& differences, const std::string& part);

}  // namespace kuipc::report
