// SPDX-License-Identifier: Apache-2.0
// What all processes of a run share: how many calls of which interface succeeded, what was found,
// where the modules lie, and which of their functions were entered. A process that is killed leaves
// it as it is.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "tests/fuzz/parts.h"

namespace kuipc::fuzz {

struct Count {
  std::atomic<std::uint64_t> calls;
  std::atomic<std::uint64_t> succeeded;
};

// Of one module. An odd generation: it is being loaded or unloaded, or not there.
struct Place {
  std::atomic<std::uint64_t> generation;
  std::atomic<std::uint64_t> text;
  std::atomic<std::uint64_t> allocations;  // and copies, while it loads; 0: not known
};

struct Shared {
  static constexpr std::size_t most_functions = 1024;

  std::array<Count, interfaces> counts;
  std::array<Place, transports> places;
  std::array<std::atomic<bool>, most_functions> entered;
  std::atomic<unsigned> loading;  // the module that is being loaded now, and 1; 0: none
  std::atomic<bool> found;
  std::atomic<bool> told;  // what is complete
  std::array<char, 1024> what;

  void count(Part part, bool succeeded) {
    Count& count = counts[index_of(part)];
    count.calls.fetch_add(1, std::memory_order_relaxed);
    if (succeeded) count.succeeded.fetch_add(1, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t calls() const;
  // Only the first thing found is kept: what comes after it may follow from it.
  [[gnu::format(printf, 2, 3)]] void find(const char* format, ...);
};

// Never unmapped: it lives as long as the run.
Shared& make_shared();

}  // namespace kuipc::fuzz
