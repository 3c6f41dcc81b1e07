// SPDX-License-Identifier: Apache-2.0
// Allocations and user copies that fail, where the kernel can inject that (fail-nth): of the
// calling thread, in one call.
#pragma once

#include <csignal>

#include "bench/descriptor.h"

namespace kuipc::fuzz {

class Faults {
 public:
  // By default the kernel spares allocations that may sleep, and tells of each failure in its log.
  // Whether this kernel can do it at all.
  static bool prepare();

  // Of the thread that makes it; where that cannot be, nothing ever fails.
  explicit Faults(bool wanted);

  [[nodiscard]] bool possible() const { return nth_.get() >= 0; }
  // The nth allocation or copy from here on fails.
  bool begin(unsigned nth);
  // How many more it would have taken; 0: it came to that one.
  unsigned end();

 private:
  Descriptor nth_;
  sigset_t before_{};  // the signals that are blocked when nothing is to fail
};

}  // namespace kuipc::fuzz
