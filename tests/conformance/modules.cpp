// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/modules.h"

#include <fcntl.h>
#include <sys/syscall.h>

#include <filesystem>

#include "bench/transports/sockopt_text.h"

namespace kuipc::conformance {

bool is_loaded(const std::string& stem) {
  return std::filesystem::exists("/sys/module/kuipc_" + stem);
}

int unload(const std::string& stem) {
  const std::string name = "kuipc_" + stem;
  return syscall(SYS_delete_module, name.c_str(), O_NONBLOCK) == 0 ? 0 : errno;
}

int load(const std::string& stem, const std::string& parameters) {
  const Descriptor file = open_file("/kuipc/modules/kuipc_" + stem + ".ko", O_RDONLY);
  return syscall(SYS_finit_module, file.get(), parameters.c_str(), 0) == 0 ? 0 : errno;
}

void load_if_missing(const std::string& stem) {
  if (is_loaded(stem) || !obstacle_of(stem).empty()) return;
  if (const int error = load(stem); error != 0)
    throw std::system_error(error, std::generic_category(), "load kuipc_" + stem);
}

int unload_when_unused(const std::string& stem) {
  int error = EWOULDBLOCK;
  eventually([&] { return (error = unload(stem)) != EWOULDBLOCK; });
  return error;
}

std::string obstacle_of(const std::string& stem) {
  return stem == SockoptText::info.stem ? SockoptText::obstacle() : "";
}

std::vector<std::string> traces_of(const std::string& stem) {
  const std::string name = "kuipc_" + stem;
  std::vector<std::string> traces;
  for (const char* folder :
       {"/dev", "/proc", "/sys/module", "/sys/class/misc", "/sys/kernel/debug"})
    for (const std::string& leaf : {name, name + "_data"})
      if (const auto path = std::filesystem::path(folder) / leaf; std::filesystem::exists(path))
        traces.push_back(path);
  // What these two make has no stem in its name.
  if (stem == "procfs" && std::filesystem::exists("/proc/kuipc"))
    traces.emplace_back("/proc/kuipc");
  if (stem == "sysctl" && std::filesystem::exists("/proc/sys/kuipc"))
    traces.emplace_back("/proc/sys/kuipc");
  return traces;
}

}  // namespace kuipc::conformance
