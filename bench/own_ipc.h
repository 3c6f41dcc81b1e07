// SPDX-License-Identifier: Apache-2.0
// System V objects, POSIX queues and their limits belong to an IPC namespace: ipc_namespaces(7).
#pragma once

#include <cstddef>
#include <string>

namespace kuipc {

// Moves this process, and what it forks from now on, into an IPC namespace of its own: what it
// makes there goes with its last process, however that ends, and the limits there are nobody
// else's. False where that is not permitted; says so once and for all.
bool own_ipc();

// Makes sure that the limit of that name (sysctl(8): "kernel.msgmax") is at least least, raising it
// where that touches nobody else. Throws Unavailable, with the remedy, where it cannot.
void need_limit(const std::string& name, std::size_t least);

}  // namespace kuipc
