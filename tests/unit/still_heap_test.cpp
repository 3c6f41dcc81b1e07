// SPDX-License-Identifier: Apache-2.0
#include "bench/still_heap.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

namespace kuipc {
namespace {

struct Free {
  void operator()(void* chunk) const noexcept { std::free(chunk); }
};
using Chunk = std::unique_ptr<void, Free>;

std::uintptr_t address(const Chunk& chunk) {
  return reinterpret_cast<std::uintptr_t>(chunk.get());
}

Chunk allocated(std::size_t size) {
  return Chunk(std::malloc(size));
}

// Every other chunk is free, so that none of them can grow together.
class StillHeapTest : public testing::Test {
 protected:
#ifdef __SANITIZE_ADDRESS__
  void SetUp() override {
    GTEST_SKIP() << "AddressSanitizer has a heap of its own";
  }
#endif

  StillHeapTest() {
    hold_heap_thresholds();
    for (const std::size_t size : {24u, 100u, 1000u, 5000u, 70000u, 1u << 20})
      for (int i = 0; i < 20; ++i) {
        gaps_.push_back(allocated(size));
        walls_.push_back(allocated(size));
      }
    highest_ = address(walls_.back());
    gaps_.clear();
  }

  std::vector<Chunk> walls_;
  std::vector<Chunk> gaps_;
  std::uintptr_t highest_ = 0;
};

TEST_F(StillHeapTest, WhatWasFreeIsNotGivenOut) {
  ASSERT_LT(address(allocated(70000)), highest_) << "nothing was free to begin with";
  const StillHeap still;
  for (const std::size_t size : {24u, 100u, 1000u, 5000u, 70000u, 1u << 20}) {
    const Chunk chunk = allocated(size);
    EXPECT_GT(address(chunk), highest_) << size;
  }
}

TEST_F(StillHeapTest, WhatWasFreeComesBack) {
  { const StillHeap still; }
  EXPECT_LT(address(allocated(70000)), highest_);
  EXPECT_LT(address(allocated(1u << 20)), highest_);
}

}  // namespace
}  // namespace kuipc
