// SPDX-License-Identifier: Apache-2.0
// procfs, user side: write and read on a file below /proc. Kernel side: modules/procfs.c.
#pragma once

#include <cerrno>

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/procfs.h"

namespace kuipc {

class Procfs {
 public:
  static constexpr TransportInfo info{.stem = "procfs",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 2},
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 1}};

  void send(std::span<const std::byte> message) {
    checked(write(file_.get(), message.data(), message.size()), "write", path);
    length_ = message.size();
  }

  // A full buffer would not tell a whole message from the start of a longer one, and a second read
  // for the end of file costs a system call: what the file holds was sent from here, so its length
  // is known.
  std::size_t receive(std::span<std::byte> room) {
    if (length_ > room.size()) [[unlikely]] {
      errno = EMSGSIZE;
      throw_errno("pread", path);
    }
    return static_cast<std::size_t>(
        checked(pread(file_.get(), room.data(), room.size(), 0), "pread", path));
  }

 private:
  static constexpr const char* path = KUIPC_PROCFS_PATH;
  Descriptor file_ = Descriptor(checked(open(path, O_RDWR | O_CLOEXEC), "open procfs file", path));
  std::size_t length_ = 0;  // of the message that the kernel holds
};

}  // namespace kuipc
