// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/memory_group.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "bench/descriptor.h"

namespace kuipc::conformance {
namespace {

const std::string root = "/tmp/cgroup";
const std::string ours = root + "/kuipc";

// One write each, as cgroup files want it.
void put(const std::string& path, const std::string& text) {
  const Descriptor file = open_file(path.c_str(), O_WRONLY);
  checked(write(file.get(), text.data(), text.size()), "write", path);
}

}  // namespace

std::string memory_group_obstacle() {
  mkdir(root.c_str(), 0700);
  if (access((root + "/cgroup.procs").c_str(), F_OK) != 0 &&
      mount("cgroup2", root.c_str(), "cgroup2", 0, nullptr) != 0)
    return "this kernel has no cgroup2";
  std::string controller;
  for (std::ifstream list(root + "/cgroup.controllers"); list >> controller;)
    if (controller == "memory") return "";
  return "this kernel charges no memory to cgroups";
}

void enter_memory_group() {
  put(root + "/cgroup.subtree_control", "+memory");
  rmdir(ours.c_str());
  if (mkdir(ours.c_str(), 0700) != 0 && errno != EEXIST) throw_errno("mkdir", ours);
  put(ours + "/cgroup.procs", "0");
}

long charged_to_us() {
  long bytes = -1;
  std::ifstream(ours + "/memory.current") >> bytes;
  return bytes;
}

}  // namespace kuipc::conformance
