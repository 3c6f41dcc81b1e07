// SPDX-License-Identifier: Apache-2.0
#include "bench/own_network.h"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>

namespace kuipc {
namespace {

void bring_loopback_up() {
  const Descriptor any(checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket", "AF_INET"));
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  checked(ioctl(any.get(), SIOCSIFFLAGS, &request), "ioctl SIOCSIFFLAGS", "lo");
}

void answer_no_echo() {
  const std::string path = "/proc/sys/net/ipv4/icmp_echo_ignore_all";
  checked(write(open_file(path, O_WRONLY).get(), "1", 1), "write", path);
}

}  // namespace

OwnNetwork::OwnNetwork() : before_(open_file("/proc/thread-self/ns/net", O_RDONLY)) {
  checked(unshare(CLONE_NEWNET), "unshare", "network namespace");
  try {
    bring_loopback_up();
    answer_no_echo();
  } catch (...) {
    setns(before_.get(), CLONE_NEWNET);
    throw;
  }
}

OwnNetwork::~OwnNetwork() {
  setns(before_.get(), CLONE_NEWNET);
}

}  // namespace kuipc
