// SPDX-License-Identifier: Apache-2.0
// A network of this thread's own.
#pragma once

#include "bench/descriptor.h"

namespace kuipc {

// While it lives, the calling thread and the threads that it starts are in a new network namespace
// with nothing but loopback: no packet is there that the row did not send, and what is set up for
// packets (nft rules, hooks) goes with the namespace. An ICMP echo is not answered in it, so that
// one packet sent is one packet seen. Throws std::system_error, EPERM without CAP_SYS_ADMIN.
class OwnNetwork {
 public:
  OwnNetwork();
  OwnNetwork(const OwnNetwork&) = delete;
  OwnNetwork& operator=(const OwnNetwork&) = delete;
  ~OwnNetwork();

 private:
  Descriptor before_;
};

}  // namespace kuipc
