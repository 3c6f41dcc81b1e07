// SPDX-License-Identifier: Apache-2.0
// chardev, user side: write puts a message into the file's mailbox, read takes it out. Kernel side:
// modules/chardev.c.
#pragma once

#include <sys/ioctl.h>

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/chardev.h"

namespace kuipc {

class Chardev {
 public:
  static constexpr TransportInfo info{.stem = "chardev",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 2},
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 1},
                                      .event = Cost{.syscalls = 1, .copies = 2, .wakeups = 1}};

  // Echo waits for an empty or a full box; push must never find it full, pull never empty.
  void prepare(Traffic traffic) {
    const unsigned long mode = traffic == Traffic::push   ? KUIPC_CHARDEV_SINK
                               : traffic == Traffic::pull ? KUIPC_CHARDEV_SOURCE
                                                          : KUIPC_CHARDEV_ECHO;
    checked(ioctl(file_.get(), KUIPC_CHARDEV_MODE, mode), "ioctl MODE", path);
  }

  void listen(std::size_t size) {
    const kuipc_chardev_listen wish{queue_slots, static_cast<__u32>(size)};
    checked(ioctl(file_.get(), KUIPC_CHARDEV_LISTEN, &wish), "ioctl LISTEN", path);
    slot_bytes_ = KUIPC_CHARDEV_SLOT_BYTES(size);
  }

  Heard hear(std::span<std::byte> room) {
    const ssize_t length = read(file_.get(), room.data(), room.size());
    if (length < 0 && errno != EAGAIN && errno != EINTR) throw_errno("read", path);
    return {.length = length < 0 ? 0 : static_cast<std::size_t>(length), .messages = length >= 0};
  }

  [[nodiscard]] int event_descriptor() const noexcept { return file_.get(); }

  // All slots are there from the beginning, whatever waits in them.
  [[nodiscard]] std::size_t queue_bytes() const noexcept { return queue_slots * slot_bytes_; }

  void send(std::span<const std::byte> message) {
    checked(write(file_.get(), message.data(), message.size()), "write", path);
  }

  std::size_t receive(std::span<std::byte> room) {
    return static_cast<std::size_t>(
        checked(read(file_.get(), room.data(), room.size()), "read", path));
  }

 private:
  static constexpr unsigned queue_slots = 128;
  static constexpr const char* path = "/dev/" KUIPC_CHARDEV_NODE;
  Descriptor file_ = open_file(path, O_RDWR);
  std::size_t slot_bytes_ = 0;
};

}  // namespace kuipc
