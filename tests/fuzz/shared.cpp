// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/shared.h"

#include <sys/mman.h>

#include <cstdarg>
#include <cstdio>
#include <new>

#include "bench/descriptor.h"

namespace kuipc::fuzz {

std::uint64_t Shared::calls() const {
  std::uint64_t sum = 0;
  for (const Count& count : counts) sum += count.calls.load(std::memory_order_relaxed);
  return sum;
}

void Shared::find(const char* format, ...) {
  if (found.exchange(true)) return;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(what.data(), what.size(), format, arguments);
  va_end(arguments);
  told = true;
}

Shared& make_shared() {
  void* memory =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw_errno("mmap", "shared memory");
  return *new (memory) Shared{};
}

}  // namespace kuipc::fuzz
