// SPDX-License-Identifier: Apache-2.0
// noop, user side: the empty ioctl. Kernel side: modules/noop.c. It carries nothing, so it is a
// floor, not a transport.
#pragma once

#include <sys/ioctl.h>

#include <string_view>

#include "bench/descriptor.h"
#include "common/noop.h"

namespace kuipc {

class Noop {
 public:
  static constexpr std::string_view stem = "noop";

  void call() { checked(ioctl(file_.get(), KUIPC_NOOP), "ioctl NOOP", path); }

 private:
  static constexpr const char* path = "/dev/" KUIPC_NOOP_NODE;
  Descriptor file_ = open_file(path, O_RDWR);
};

}  // namespace kuipc
