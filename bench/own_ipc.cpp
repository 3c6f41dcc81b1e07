// SPDX-License-Identifier: Apache-2.0
#include "bench/own_ipc.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <fstream>

#include "bench/peer.h"

namespace kuipc {
namespace {

std::string file_of(std::string name) {
  std::ranges::replace(name, '.', '/');
  return "/proc/sys/" + name;
}

// 0 where the kernel has no such limit file, and so nothing of the kind.
std::size_t limit(const std::string& name) {
  std::size_t value = 0;
  std::ifstream(file_of(name)) >> value;
  return value;
}

}  // namespace

bool own_ipc() {
  static const bool own = unshare(CLONE_NEWIPC) == 0;
  return own;
}

void need_limit(const std::string& name, std::size_t least) {
  const bool own = own_ipc();
  const std::size_t found = limit(name);
  if (found >= least) return;
  if (own) std::ofstream(file_of(name)) << least << std::flush;
  if (limit(name) < least)
    throw Unavailable(fmt::format("{} is {} and this takes {}; run as root, or: sysctl -w {}={}",
                                  name, found, least, name, least));
}

}  // namespace kuipc
