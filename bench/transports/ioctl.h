// SPDX-License-Identifier: Apache-2.0
// ioctl, user side: one call exchanges one message. Kernel side: modules/ioctl.c.
#pragma once

#include <sys/ioctl.h>

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/ioctl.h"

namespace kuipc {

class Ioctl {
 public:
  static constexpr TransportInfo info{.stem = "ioctl",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 1, .copies = 2},
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 1}};

  std::size_t exchange(std::span<const std::byte> message, std::span<std::byte> room) {
    return call(KUIPC_IOCTL_EXCHANGE, "ioctl EXCHANGE", message, room);
  }

  void send(std::span<const std::byte> message) {
    call(KUIPC_IOCTL_PUSH, "ioctl PUSH", message, {});
  }

  std::size_t receive(std::span<std::byte> room) {
    return call(KUIPC_IOCTL_PULL, "ioctl PULL", {}, room);
  }

 private:
  std::size_t call(unsigned long command, const char* operation, std::span<const std::byte> message,
                   std::span<std::byte> room) {
    kuipc_ioctl descriptor{};
    descriptor.send_address = reinterpret_cast<__u64>(message.data());
    descriptor.receive_address = reinterpret_cast<__u64>(room.data());
    descriptor.send_length = static_cast<__u32>(message.size());
    descriptor.receive_length = static_cast<__u32>(room.size());
    checked(ioctl(file_.get(), command, &descriptor), operation, path);
    return descriptor.receive_length;
  }

  static constexpr const char* path = "/dev/" KUIPC_IOCTL_NODE;
  Descriptor file_ = open_file(path, O_RDWR);
};

}  // namespace kuipc
