// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/worker.h"

#include <unistd.h>

#include "tests/fuzz/uring.h"

namespace kuipc::fuzz {

namespace {

constexpr std::size_t seldom = 4000;

}  // namespace

Worker::Worker(Process& of, std::uint64_t seed)
    : process(of),
      random(seed),
      faults(of.parts.has(Part::faults) && of.role.who == Role::Who::root) {}

Worker::~Worker() = default;

std::byte* Worker::never(std::size_t times) {
  const bool now =
      process.parts.has(Part::stalls) && process.role.privileged() && random.once_in(times);
  return now ? memory.stalled() : nullptr;
}

std::byte* Worker::room(std::size_t size) {
  if (random.once_in(20)) return memory.unwritable(random);
  std::byte* stalled = never(seldom);
  return stalled != nullptr ? stalled : memory.before_fence(size);
}

const std::byte* Worker::source(Bytes message) {
  if (random.once_in(25) && message.size() > Memory::unreadable_from)
    return memory.unreadable(random);
  const std::byte* stalled = never(seldom);
  return stalled != nullptr ? stalled : message.data();
}

void Worker::expect_message(Part part, const char* what, Bytes read) {
  if (!process.messages.has(read))
    process.shared.find("%s of %s gave %zu bytes that nobody wrote (in process %d)", what,
                        part_names[index_of(part)].data(), read.size(), getpid());
}

void Worker::expect_event(Part part, const char* what, Bytes read) {
  if (!process.messages.is_event(read))
    process.shared.find("%s of %s gave %zu bytes that the kernel never sent (in process %d)", what,
                        part_names[index_of(part)].data(), read.size(), getpid());
}

void Worker::not_refused(Part part, const char* what, long result) {
  process.shared.find("%s of %s gave %ld to a process without CAP_NET_ADMIN (%d)", what,
                      part_names[index_of(part)].data(), result, getpid());
}

Part Worker::stem() {
  for (;;) {
    const Part part = static_cast<Part>(random.below(transports));
    if (process.now.has(part)) return part;
  }
}

}  // namespace kuipc::fuzz
