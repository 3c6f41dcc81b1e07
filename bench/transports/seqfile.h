// SPDX-License-Identifier: Apache-2.0
// seqfile, user side: write and read on a file below /proc that seq_file reads out. Kernel side:
// modules/seqfile.c.
#pragma once

#include <cerrno>

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/seqfile.h"

namespace kuipc {

class Seqfile {
 public:
  static constexpr TransportInfo info{.stem = "seqfile",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 3},
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 2},
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

 private:
  static constexpr const char* path = KUIPC_SEQFILE_PATH;
  Descriptor file_ = Descriptor(checked(open(path, O_RDWR | O_CLOEXEC), "open seqfile file", path));
  std::size_t length_ = 0;  // of the message that the kernel holds
};

}  // namespace kuipc
