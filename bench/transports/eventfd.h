// SPDX-License-Identifier: Apache-2.0
// eventfd, user side: a counter that the kernel adds to. Kernel side: modules/eventfd.c.
#pragma once

#include <sys/eventfd.h>
#include <sys/ioctl.h>

#include <cstdint>

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/eventfd.h"

namespace kuipc {

class Eventfd {
 public:
  static constexpr TransportInfo info{.stem = "eventfd",
                                      .variant = "",
                                      .event = Cost{.syscalls = 1, .copies = 1, .wakeups = 1},
                                      .event_size = KUIPC_EVENTFD_SIZE};

  void listen(std::size_t /*size*/) {
    checked(ioctl(file_.get(), KUIPC_EVENTFD_LISTEN, static_cast<unsigned long>(counter_.get())),
            "ioctl LISTEN", path);
  }

  // The counter says how many messages came, and carries none of them.
  Heard hear(std::span<std::byte> /*room*/) {
    std::uint64_t messages = 0;
    if (read(counter_.get(), &messages, sizeof messages) < 0) {
      if (errno != EAGAIN && errno != EINTR) throw_errno("read", "an eventfd");
      return {};
    }
    return {.length = 0, .messages = messages};
  }

  [[nodiscard]] int event_descriptor() const noexcept { return counter_.get(); }

 private:
  static constexpr const char* path = "/dev/" KUIPC_EVENTFD_NODE;
  Descriptor file_ = open_file(path, O_RDWR);
  Descriptor counter_{checked(eventfd(0, EFD_CLOEXEC), "eventfd", "a counter")};
};

}  // namespace kuipc
