// SPDX-License-Identifier: Apache-2.0
// procfs, user side: write and read on a file below /proc. Kernel side: modules/procfs.c.
#pragma once

#include "bench/message_file.h"
#include "bench/transport.h"
#include "common/procfs.h"

namespace kuipc {

class Procfs : public MessageFile {
 public:
  static constexpr TransportInfo info{.stem = "procfs",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 2},
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 1}};

  Procfs() : MessageFile(KUIPC_PROCFS_PATH, "open procfs file") {}
};

}  // namespace kuipc
