// SPDX-License-Identifier: Apache-2.0
// noop and ioctl: commands, structs and pointers.
#include <sys/ioctl.h>

#include <cstring>

#include "common/ioctl.h"
#include "common/message.h"
#include "common/noop.h"
#include "tests/fuzz/family.h"

namespace kuipc::fuzz {
namespace {

constexpr std::size_t small = 4096;

kuipc_ioctl described(Worker& worker, Bytes message, std::byte* to, std::size_t room) {
  kuipc_ioctl call{};
  call.send_address = reinterpret_cast<std::uintptr_t>(worker.source(message));
  call.send_length = static_cast<__u32>(message.size());
  call.receive_address = reinterpret_cast<std::uintptr_t>(to);
  call.receive_length = static_cast<__u32>(room);
  // What it makes of a message has to stay one: more than there may be.
  if (worker.random.once_in(30))
    call.send_length = static_cast<__u32>(worker.random.next()) | (KUIPC_MAX_MESSAGE << 1);
  return call;
}

// The struct itself may lie anywhere, the message as well.
void exchange(Worker& worker, unsigned long command, const char* what) {
  const Bytes message = worker.message(1U << 20);
  const std::size_t size = worker.random.once_in(8) ? message.size() : 1U << 16;
  std::byte* to = worker.room(size);
  kuipc_ioctl call = described(worker, message, to, size);
  void* argument = worker.random.once_in(40) ? worker.memory.unwritable(worker.random)
                                             : static_cast<void*>(&call);
  const int file = worker.file(data_of(Part::ioctl));
  const kuipc_ioctl as_asked = call;
  for (std::size_t i = message.size() <= small ? worker.times() : 1; i > 0; --i) {
    call = as_asked;
    const long result =
        worker.guarded(Part::ioctl, what, [&] { return ioctl(file, command, argument); });
    if (result == 0 && command != KUIPC_IOCTL_PUSH && argument == &call)
      worker.expect_message(Part::ioctl, what, {to, call.receive_length});
  }
}

}  // namespace

void step_noop(Worker& worker) {
  const int file = worker.file(data_of(Part::noop));
  for (std::size_t i = 1 + worker.random.below(64); i > 0; --i) {
    const unsigned long command = worker.random.once_in(8) ? worker.random.next() : KUIPC_NOOP;
    const std::uint64_t argument = worker.random.next();
    worker.call(Part::noop, [&] { return ioctl(file, command, argument); });
  }
}

void step_ioctl(Worker& worker) {
  switch (worker.random.below(8)) {
    case 0:
      return exchange(worker, KUIPC_IOCTL_PUSH, "PUSH");
    case 1:
    case 2:
      return exchange(worker, KUIPC_IOCTL_PULL, "PULL");
    case 3: {
      const int file = worker.file(data_of(Part::ioctl));
      const auto number = _IOC(worker.random.below(4), KUIPC_IOC_TYPE, worker.random.below(64),
                               sizeof(kuipc_ioctl) * worker.random.below(2));
      std::byte* argument = worker.memory.unwritable(worker.random);
      worker.guarded(Part::ioctl, "a made-up command",
                     [&] { return ioctl(file, number, argument); });
      return;
    }
    default:
      return exchange(worker, KUIPC_IOCTL_EXCHANGE, "EXCHANGE");
  }
}

}  // namespace kuipc::fuzz
