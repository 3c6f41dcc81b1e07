// SPDX-License-Identifier: Apache-2.0
// What the kernel complains of while a run goes on, by its log (/dev/kmsg). The whole log is judged
// once more in the end, by the test kernel's PID 1 (SPLATS in vm/init).
#pragma once

#include <string>

#include "bench/descriptor.h"

namespace kuipc::fuzz {

class KernelLog {
 public:
  KernelLog();
  // The first complaint since the last time; empty: there was none.
  std::string complaint();

 private:
  Descriptor file_;
};

}  // namespace kuipc::fuzz
