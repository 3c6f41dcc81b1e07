// SPDX-License-Identifier: Apache-2.0
#include "bench/still_heap.h"

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <new>

namespace kuipc {
namespace {

// AddressSanitizer has a heap of its own, without a top to find.
#ifdef __SANITIZE_ADDRESS__
constexpr bool is_glibc_heap = false;
#else
constexpr bool is_glibc_heap = true;
#endif

constexpr int mebibyte = 1 << 20;

// Chunks of up to 1,032 bytes have a bin for each size, 16 bytes apart (glibc's malloc/malloc.c).
constexpr std::size_t bin_step = 16;
constexpr std::size_t smallest_request = 24;
constexpr std::size_t largest_of_a_size = 1032;
constexpr std::size_t largest_request = largest_of_a_size << 11;  // more than a transport asks for

std::size_t top_of_heap() {
  return mallinfo2().keepcost;
}

void* allocate(std::size_t size) {
  void* chunk = std::malloc(size);
  if (!chunk) throw std::bad_alloc();
  return chunk;
}

}  // namespace

void hold_heap_thresholds() {
  mallopt(M_MMAP_THRESHOLD, 32 * mebibyte);
  mallopt(M_TRIM_THRESHOLD, 64 * mebibyte);
  mallopt(M_TOP_PAD, 8 * mebibyte);
}

StillHeap::StillHeap() {
  if (!is_glibc_heap) return;
  find_top();
  for (std::size_t size = largest_request; size > largest_of_a_size; size /= 2) take_chunks(size);
  for (std::size_t size = largest_of_a_size; size >= smallest_request; size -= bin_step)
    take_chunks(size);
}

// A request that leaves the top as it was took a free chunk: it is kept, and the next one tried. To
// ask for the top reads every free chunk, so only the largest are found like this.
void StillHeap::find_top() {
  for (;;) {
    const std::size_t top = top_of_heap();
    void* chunk = allocate(largest_request);
    if (top_of_heap() != top) {
      top_ = chunk;
      std::free(chunk);
      return;
    }
    keep(chunk);
  }
}

void StillHeap::take_chunks(std::size_t size) {
  for (;;) {
    void* chunk = allocate(size);
    if (std::greater_equal<>()(chunk, top_)) {
      std::free(chunk);
      return;
    }
    keep(chunk);
  }
}

void StillHeap::keep(void* chunk) noexcept {
  kept_ = new (chunk) Kept{kept_};
}

StillHeap::~StillHeap() {
  while (kept_) {
    Kept* next = kept_->next;
    std::free(kept_);
    kept_ = next;
  }
}

}  // namespace kuipc
