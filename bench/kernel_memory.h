// SPDX-License-Identifier: Apache-2.0
// What the kernel keeps for a reader that has not come yet.
#pragma once

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

#include "bench/descriptor.h"

namespace kuipc {

// Bytes that a socket is charged with for what it has not been read of: the messages, what they are
// wrapped in, and the room that allocating them left over.
inline std::size_t receive_memory(int socket) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t length = sizeof memory;
  checked(getsockopt(socket, SOL_SOCKET, SO_MEMINFO, memory.data(), &length), "getsockopt",
          "SO_MEMINFO");
  return memory[SK_MEMINFO_RMEM_ALLOC];
}

// Bytes of the signals that are queued for this user, the size of one as the slab allocator has it;
// 0 where it does not say.
inline std::size_t signal_memory() {
  std::size_t each = 0;
  std::ifstream("/sys/kernel/slab/sigqueue/slab_size") >> each;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (std::size_t queued = 0; word == "SigQ:" && status >> queued) return queued * each;
  return 0;
}

}  // namespace kuipc
