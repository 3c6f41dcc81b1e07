// SPDX-License-Identifier: Apache-2.0
// debugfs, user side: write and read on a file of debugfs. Kernel side: modules/debugfs.c.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <string>

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/debugfs.h"

namespace kuipc {

class Debugfs {
 public:
  static constexpr TransportInfo info{.stem = "debugfs",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 2},
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 1},
                                      .for_settings = true};

  void send(std::span<const std::byte> message) {
    checked(write(file_.get(), message.data(), message.size()), "write", path);
    length_ = message.size();
  }

  // As with procfs, what the file holds was sent from here, so its length is known.
  std::size_t receive(std::span<std::byte> room) {
    if (length_ > room.size()) [[unlikely]] {
      errno = EMSGSIZE;
      throw_errno("pread", path);
    }
    return static_cast<std::size_t>(
        checked(pread(file_.get(), room.data(), room.size(), 0), "pread", path));
  }

  // Why the file cannot be reached here though the module is loaded; "" when nothing is in the way.
  static std::string obstacle() {
    if (access("/sys/module/kuipc_debugfs", F_OK) != 0 || access(path, F_OK) == 0) return "";
    return "debugfs is not mounted; mount -t debugfs debugfs " KUIPC_DEBUGFS_MOUNT;
  }

 private:
  static constexpr const char* path = KUIPC_DEBUGFS_PATH;
  Descriptor file_ = Descriptor(checked(open(path, O_RDWR | O_CLOEXEC), "open debugfs file", path));
  std::size_t length_ = 0;  // of the message that the kernel holds
};

}  // namespace kuipc
