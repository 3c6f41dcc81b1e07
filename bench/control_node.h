// SPDX-License-Identifier: Apache-2.0
// The control node of a module, /dev/kuipc_<stem>: INFO and STATS of common/control.h.
#pragma once

#include <sys/ioctl.h>

#include <string>
#include <string_view>

#include "bench/descriptor.h"
#include "common/control.h"

namespace kuipc {

class ControlNode {
 public:
  // Throws std::system_error: ENOENT when the module is not loaded, EPERM or EACCES without
  // privilege.
  explicit ControlNode(std::string_view stem)
      : path_("/dev/kuipc_" + std::string(stem)), file_(open_file(path_, O_RDWR)) {}

  [[nodiscard]] kuipc_info info() const {
    kuipc_info info{};
    checked(ioctl(file_.get(), KUIPC_IOC_INFO, &info), "ioctl INFO", path_);
    return info;
  }

  [[nodiscard]] kuipc_stats stats() const {
    kuipc_stats stats{};
    checked(ioctl(file_.get(), KUIPC_IOC_STATS, &stats), "ioctl STATS", path_);
    return stats;
  }

  [[nodiscard]] int descriptor() const noexcept { return file_.get(); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
  Descriptor file_;
};

}  // namespace kuipc
