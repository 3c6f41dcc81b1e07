// SPDX-License-Identifier: Apache-2.0
// System V objects that nobody else can find (IPC_PRIVATE) and that do not stay behind: svipc(7).
// They have no owner whose end would remove them. In an IPC namespace of its own
// (bench/own_ipc.h) that is nobody's concern; elsewhere the partner removes what a harness that
// died has left.
#pragma once

#include <sys/ipc.h>

#include <string>

#include "bench/descriptor.h"
#include "bench/own_ipc.h"
#include "bench/peer.h"

namespace kuipc::peers {

// What get() makes: its id. Says what would help where the kernel has no more of the kind.
template <class Get>
int make_system_v(Get get, const char* operation) {
  own_ipc();
  const int id = get();
  if (id < 0 && (errno == ENOSPC || errno == ENOSYS))
    throw Unavailable(std::string(operation) + ": " +
                      (errno == ENOSYS ? "this kernel has no System V IPC (CONFIG_SYSVIPC)"
                                       : "no room for another one; remove some with ipcrm, or run "
                                         "as root"));
  return checked(id, operation, "IPC_PRIVATE");
}

}  // namespace kuipc::peers
