// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/memory.h"

#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <array>

namespace kuipc::fuzz {
namespace {

constexpr std::size_t page = 4096;
// The room, a page that nobody may touch, a page that nobody may write.
constexpr std::size_t mapped = Memory::room_size + 2 * page;

std::byte* map(std::size_t size) {
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw_errno("mmap", "a thread's memory");
  return static_cast<std::byte*>(memory);
}

}  // namespace

Memory::Memory() : begin_(map(mapped)) {
  checked(mprotect(begin_ + room_size, page, PROT_NONE), "mprotect", "a thread's memory");
  checked(mprotect(begin_ + room_size + page, page, PROT_READ), "mprotect", "a thread's memory");
}

Memory::~Memory() {
  munmap(begin_, mapped);
}

std::byte* Memory::unreadable(Random& random) const {
  const std::array<std::uintptr_t, 4> wild{0, 1, 0xffff888000001000, 0x8000000000000000};
  switch (random.below(3)) {
    case 0:
      return begin_ + room_size;  // may not be touched
    case 1:
      return begin_ + room_size - 1 - random.below(unreadable_from);  // runs into that
    default:
      return reinterpret_cast<std::byte*>(random.of(wild));  // NOLINT(performance-no-int-to-ptr)
  }
}

std::byte* Memory::unwritable(Random& random) const {
  return random.once_in(4) ? begin_ + room_size + page : unreadable(random);
}

void Memory::make_stalled() {
  pager_ = Descriptor(static_cast<int>(syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK)));
  uffdio_api api{};
  api.api = UFFD_API;
  if (pager_.get() < 0 || ::ioctl(pager_.get(), UFFDIO_API, &api) != 0) return;
  std::byte* memory = map(page);
  uffdio_register range{};
  range.range.start = reinterpret_cast<std::uintptr_t>(memory);
  range.range.len = page;
  range.mode = UFFDIO_REGISTER_MODE_MISSING;
  if (::ioctl(pager_.get(), UFFDIO_REGISTER, &range) == 0) stalled_ = memory;
}

std::byte* Memory::stalled() {
  if (!asked_) make_stalled();
  asked_ = true;
  return stalled_;
}

}  // namespace kuipc::fuzz
