// SPDX-License-Identifier: Apache-2.0
// sysctl, user side: write and read on a file below /proc/sys. Kernel side: modules/sysctl.c.
#pragma once

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/sysctl.h"

namespace kuipc {

class Sysctl {
 public:
  static constexpr TransportInfo info{.stem = "sysctl",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 4},
                                      .push = Cost{.syscalls = 1, .copies = 2},
                                      .pull = Cost{.syscalls = 1, .copies = 2},
                                      .shared = true,
                                      .for_settings = true};

  // A handler is not asked when its file is opened: only a use shows whether it would let us.
  // Behind its beginning the file has nothing.
  Sysctl() {
    std::byte nothing{};
    checked(pread(file_.get(), &nothing, sizeof nothing, 1), "pread", path);
  }

  void send(std::span<const std::byte> message) {
    checked(write(file_.get(), message.data(), message.size()), "write", path);
  }

  std::size_t receive(std::span<std::byte> room) {
    return static_cast<std::size_t>(
        checked(pread(file_.get(), room.data(), room.size(), 0), "pread", path));
  }

 private:
  static constexpr const char* path = KUIPC_SYSCTL_PATH;
  Descriptor file_ = open_file(path, O_RDWR, "open sysctl file");
};

}  // namespace kuipc
