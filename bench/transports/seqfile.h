// SPDX-License-Identifier: Apache-2.0
// seqfile, user side: write and read on a file below /proc that seq_file reads out. Kernel side:
// modules/seqfile.c.
#pragma once

#include "bench/message_file.h"
#include "bench/transport.h"
#include "common/seqfile.h"

namespace kuipc {

class Seqfile : public MessageFile {
 public:
  static constexpr TransportInfo info{.stem = "seqfile",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 3},
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 2},
                                      .for_settings = true};

  Seqfile() : MessageFile(KUIPC_SEQFILE_PATH, "open seqfile file") {}
};

}  // namespace kuipc
