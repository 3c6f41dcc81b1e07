// SPDX-License-Identifier: Apache-2.0
// debugfs, user side: write and read on a file of debugfs. Kernel side: modules/debugfs.c.
#pragma once

#include <unistd.h>

#include <string>

#include "bench/message_file.h"
#include "bench/transport.h"
#include "common/debugfs.h"

namespace kuipc {

class Debugfs : public MessageFile {
 public:
  static constexpr TransportInfo info{.stem = "debugfs",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 2},
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 1},
                                      .for_settings = true};

  Debugfs() : MessageFile(path, "open debugfs file") {}

  // Why the file cannot be reached here though the module is loaded; "" when nothing is in the way.
  static std::string obstacle() {
    if (access("/sys/module/kuipc_debugfs", F_OK) != 0 || access(path, F_OK) == 0) return "";
    return "debugfs is not mounted; mount -t debugfs debugfs " KUIPC_DEBUGFS_MOUNT;
  }

 private:
  static constexpr const char* path = KUIPC_DEBUGFS_PATH;
};

}  // namespace kuipc
