// SPDX-License-Identifier: Apache-2.0
// Who must never hear anything: an ordinary user that waits for the port ids of others to become
// free, has them at once, and asks the kernel for nothing.
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/netfilter.h"
#include "common/netlink.h"
#include "tests/fuzz/family.h"
#include "tests/fuzz/ports.h"

namespace kuipc::fuzz {
namespace {

constexpr int tries_to_bind = 400;
constexpr int looks = 12;

bool has_heard(Worker& worker, int descriptor) {
  pollfd polled{descriptor, POLLIN, 0};
  worker.call(Part::strangers, [&] { return poll(&polled, 1, 0); });
  return (polled.revents & POLLIN) != 0;
}

void tell_what(Worker& worker, int descriptor, int protocol) {
  sockaddr_nl from{};
  socklen_t length = sizeof from;
  nlmsghdr header{};
  const long bytes = recvfrom(descriptor, &header, sizeof header, MSG_DONTWAIT | MSG_TRUNC,
                              reinterpret_cast<sockaddr*>(&from), &length);
  if (bytes > 0 && from.nl_pid == 0)
    worker.process.shared.find(
        "an ordinary user who asked for nothing heard %ld bytes of type %u on protocol %d", bytes,
        header.nlmsg_type, protocol);
}

bool inherit(Worker& worker, int descriptor) {
  for (int i = 0; i < tries_to_bind; ++i)
    if (worker.call(Part::strangers,
                    [&] { return bind_port(descriptor, worker.random.of(wanted_ports)); }) == 0)
      return true;
  return false;
}

}  // namespace

void listen_on_ports_of_others(Worker& worker, int raw) {
  constexpr std::array<int, 2> protocols{KUIPC_NETLINK_PROTOCOL, KUIPC_NETFILTER_PROTOCOL};
  for (unsigned i = 0; i < worker.process.role.steps; ++i) {
    const int protocol = worker.random.of(protocols);
    const Descriptor socket(static_cast<int>(worker.call(Part::strangers, [&] {
      return ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    })));
    if (socket.get() < 0 || !inherit(worker, socket.get())) continue;
    // Who had the port may be on his way out, and the hook sends in the sender's own call.
    worker.call(Part::strangers, [&] { return send_ping(worker, raw); });
    for (int look = 0; look < looks; ++look)
      if (has_heard(worker, socket.get())) tell_what(worker, socket.get(), protocol);
  }
}

}  // namespace kuipc::fuzz
