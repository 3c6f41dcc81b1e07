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
                                      .pull = Cost{.syscalls = 1, .copies = 1}};

  // Echo waits for an empty or a full box; push must never find it full, pull never empty.
  void prepare(Traffic traffic) {
    const unsigned long mode = traffic == Traffic::push   ? KUIPC_CHARDEV_SINK
                               : traffic == Traffic::pull ? KUIPC_CHARDEV_SOURCE
                                                          : KUIPC_CHARDEV_ECHO;
    checked(ioctl(file_.get(), KUIPC_CHARDEV_MODE, mode), "ioctl MODE", path);
  }

  void send(std::span<const std::byte> message) {
    checked(write(file_.get(), message.data(), message.size()), "write", path);
  }

  std::size_t receive(std::span<std::byte> room) {
    return static_cast<std::size_t>(
        checked(read(file_.get(), room.data(), room.size()), "read", path));
  }

 private:
  static constexpr const char* path = "/dev/" KUIPC_CHARDEV_NODE;
  Descriptor file_ = open_file(path, O_RDWR);
};

}  // namespace kuipc
