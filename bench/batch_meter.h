// SPDX-License-Identifier: Apache-2.0
// What a batch of operations took, read before its first and after its last.
#pragma once

#include <cstdint>

#include "bench/wall_record.h"

namespace kuipc {

class BatchMeter {
 public:
  explicit BatchMeter(Wall& wall) : wall_(wall) {}

  void start() noexcept;
  // Of one of operations.
  Batch stop(std::uint64_t operations) noexcept;

 private:
  Wall& wall_;
  std::uint64_t cpu_ns_ = 0;
  std::uint64_t ticks_ = 0;
};

}  // namespace kuipc
