// SPDX-License-Identifier: Apache-2.0
// chardev: reads and writes that may wait, modes, and the queue of a listener.
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

#include "common/chardev.h"
#include "tests/fuzz/family.h"

namespace kuipc::fuzz {
namespace {

void write_one(Worker& worker, int file) {
  const Bytes message = worker.message(1U << 20);
  const std::byte* from = worker.source(message);
  worker.guarded(Part::chardev, "write", [&] { return write(file, from, message.size()); });
}

// What the box held, or what the kernel had started.
void read_one(Worker& worker, int file) {
  const std::size_t size = worker.random.once_in(8) ? 1 + worker.random.below(64) : 1U << 17;
  std::byte* to = worker.room(size);
  const long length = worker.guarded(Part::chardev, "read", [&] { return read(file, to, size); });
  if (length <= 0) return;
  const Bytes read{to, static_cast<std::size_t>(length)};
  if (!worker.process.messages.is_event(read)) worker.expect_message(Part::chardev, "read", read);
}

void two_at_once(Worker& worker, int file) {
  const Bytes one = worker.message(4096);
  const Bytes two = worker.message(4096);
  const std::array<iovec, 2> parts{iovec{const_cast<std::byte*>(one.data()), one.size()},
                                   iovec{const_cast<std::byte*>(two.data()), two.size()}};
  worker.guarded(Part::chardev, "writev", [&] { return writev(file, parts.data(), 2); });
}

void set_mode(Worker& worker, int file) {
  const std::size_t mode = worker.random.below(worker.random.once_in(8) ? 5 : 3);
  worker.guarded(Part::chardev, "MODE", [&] { return ioctl(file, KUIPC_CHARDEV_MODE, mode); });
}

void listen(Worker& worker, int file) {
  kuipc_chardev_listen wish{1U << worker.random.below(9),
                            static_cast<__u32>(1 + worker.random.below(8192))};
  if (worker.random.once_in(8)) wish.slots = static_cast<__u32>(worker.random.next());
  if (worker.random.once_in(16)) wish.slot_size = static_cast<__u32>(worker.random.next());
  const auto* argument =
      worker.random.once_in(40)
          ? reinterpret_cast<const kuipc_chardev_listen*>(worker.memory.unreadable(worker.random))
          : &wish;
  worker.guarded(Part::chardev, "LISTEN",
                 [&] { return ioctl(file, KUIPC_CHARDEV_LISTEN, argument); });
}

}  // namespace

void step_chardev(Worker& worker) {
  const int file = worker.file(data_of(Part::chardev));
  pollfd polled{file, POLLIN | POLLOUT, 0};
  switch (worker.random.below(12)) {
    case 0:
      return set_mode(worker, file);
    case 1:
      return listen(worker, file);
    case 2:
      return two_at_once(worker, file);
    case 3:
      for (std::size_t i = worker.times(); i > 0; --i)
        worker.call(Part::chardev, [&] { return poll(&polled, 1, 0); });
      return;
    case 4:
      worker.guarded(Part::chardev, "a made-up command",
                     [&] { return ioctl(file, worker.random.next(), nullptr); });
      return;
    case 5:
    case 6:
      return read_one(worker, file);
    default:
      write_one(worker, file);
      return read_one(worker, file);
  }
}

void subscribe_chardev(Worker& worker) {
  listen(worker, worker.file(data_of(Part::chardev)));
}

}  // namespace kuipc::fuzz
