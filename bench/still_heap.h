// SPDX-License-Identifier: Apache-2.0
// Takes the heap's past out of a row: what malloc does for a large request depends on which chunks
// happen to lie free, and that on every string the program has built before.
#pragma once

#include <cstddef>

namespace kuipc {

// The heap neither grows nor shrinks by itself from now on, as in a program that has run for a
// while: glibc's own thresholds would move to there with the first large chunks that are freed.
void hold_heap_thresholds();

// As long as it lives, what was free below the top of the heap is not: what a row allocates is cut
// from the top and falls back into it, or into caches that the row itself has filled.
class StillHeap {
 public:
  StillHeap();
  ~StillHeap();
  StillHeap(const StillHeap&) = delete;
  StillHeap& operator=(const StillHeap&) = delete;

 private:
  struct Kept {
    Kept* next;
  };

  void find_top();
  void take_chunks(std::size_t size);
  void keep(void* chunk) noexcept;

  Kept* kept_ = nullptr;  // chained through the chunks: a container would allocate
  void* top_ = nullptr;  // of the heap: what is cut from it lies here or above, what was free below
};

}  // namespace kuipc
