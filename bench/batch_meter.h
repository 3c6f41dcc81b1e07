// SPDX-License-Identifier: Apache-2.0
// What a batch of operations took, read before its first and after its last.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <ctime>
#include <optional>

#include "bench/wall_record.h"

namespace kuipc {

class BatchMeter {
 public:
  // partner: the process that does the other part of each operation; 0: none.
  explicit BatchMeter(Wall& wall, pid_t partner = 0);

  void start() noexcept;
  // Of one of operations.
  Batch stop(std::uint64_t operations) noexcept;

 private:
  [[nodiscard]] std::uint64_t cpu_ns() const noexcept;

  Wall& wall_;
  std::optional<clockid_t> partner_;  // its CPU time
  std::uint64_t cpu_ns_ = 0;
  std::uint64_t ticks_ = 0;
};

}  // namespace kuipc
