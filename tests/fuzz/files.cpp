// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/files.h"

#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/chardev.h"
#include "common/debugfs.h"
#include "common/eventfd.h"
#include "common/ioctl.h"
#include "common/modparam.h"
#include "common/netfilter.h"
#include "common/netlink.h"
#include "common/noop.h"
#include "common/procfs.h"
#include "common/seqfile.h"
#include "common/signal.h"
#include "common/sysctl.h"
#include "common/unixsock.h"
#include "tests/fuzz/ports.h"
#include "tests/fuzz/worker.h"

namespace kuipc::fuzz {
namespace {

// Above whatever a process opens otherwise, which gets the lowest number.
constexpr int first_number = 300;

const char* path_of(Part stem) {
  switch (stem) {
    case Part::noop:
      return "/dev/" KUIPC_NOOP_NODE;
    case Part::ioctl:
      return "/dev/" KUIPC_IOCTL_NODE;
    case Part::chardev:
      return "/dev/" KUIPC_CHARDEV_NODE;
    case Part::procfs:
      return KUIPC_PROCFS_PATH;
    case Part::eventfd:
      return "/dev/" KUIPC_EVENTFD_NODE;
    case Part::signal:
      return "/dev/" KUIPC_SIGNAL_NODE;
    case Part::sysctl:
      return KUIPC_SYSCTL_PATH;
    case Part::modparam:
      return KUIPC_MODPARAM_PATH;
    case Part::debugfs:
      return KUIPC_DEBUGFS_PATH;
    case Part::seqfile:
      return KUIPC_SEQFILE_PATH;
    case Part::unixsock:
      return "/dev/" KUIPC_UNIXSOCK_NODE;
    default:
      return nullptr;  // sockets
  }
}

int open_node(Worker& worker, Part part, const char* path) {
  // Who waits in a read or a write is interrupted now and then.
  const int flags = O_RDWR | O_CLOEXEC | (worker.random.once_in(40) ? 0 : O_NONBLOCK);
  return static_cast<int>(worker.guarded(part, "open", [&] { return open(path, flags); }));
}

int open_socket(Worker& worker, Part stem) {
  if (stem == Part::netlink) return open_port(worker, KUIPC_NETLINK_PROTOCOL);
  if (stem == Part::netfilter) return open_port(worker, KUIPC_NETFILTER_PROTOCOL);
  return socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

int open_kind(Worker& worker, Kind kind) {
  if (kind.is_control()) {
    const std::string path = "/dev/kuipc_" + std::string(part_names[index_of(kind.stem())]);
    return open_node(worker, Part::control, path.c_str());
  }
  if (kind.index == counter.index) return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (kind.index == packets.index) return -1;  // it comes by CONNECT
  if (kind.index == icmp.index) return open_icmp();
  if (kind.index == netfilter_log.index)
    return open_node(worker, Part::netfilter, "/dev/" KUIPC_NETFILTER_LOG_NODE);
  const char* path = path_of(kind.stem());
  return path != nullptr ? open_node(worker, kind.part(), path) : open_socket(worker, kind.stem());
}

}  // namespace

Part Kind::part() const {
  return is_control() ? Part::control : stem();
}

Part Kind::stem() const {
  if (index == counter.index) return Part::eventfd;
  if (index == packets.index) return Part::unixsock;
  if (index >= first_other) return Part::netfilter;
  return static_cast<Part>(index % transports);
}

int Files::number(Kind kind, std::size_t which) {
  return first_number + static_cast<int>(kind.index * of_a_kind + which);
}

int Files::get(Worker& worker, Kind kind) {
  const std::size_t which = worker.random.below(of_a_kind);
  if (!open_[kind.index * of_a_kind + which] || worker.random.once_in(150))
    return renew(worker, kind);
  return number(kind, which);
}

int Files::renew(Worker& worker, Kind kind) {
  return adopt(worker, kind, open_kind(worker, kind));
}

int Files::adopt(Worker& worker, Kind kind, int descriptor) {
  const std::size_t which = worker.random.below(of_a_kind);
  if (descriptor < 0) return number(kind, which);
  if (dup3(descriptor, number(kind, which), O_CLOEXEC) >= 0)
    open_[kind.index * of_a_kind + which] = true;
  close(descriptor);
  return number(kind, which);
}

void Files::drop(Worker& worker, Kind kind) {
  const std::size_t which = worker.random.below(of_a_kind);
  open_[kind.index * of_a_kind + which] = false;
  close(number(kind, which));
}

}  // namespace kuipc::fuzz
