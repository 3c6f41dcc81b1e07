// SPDX-License-Identifier: Apache-2.0
// unixsock: the node that makes sockets, and packets on them.
#include "common/unixsock.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cstring>

#include "tests/fuzz/family.h"

namespace kuipc::fuzz {
namespace {

void connect(Worker& worker) {
  const int node = worker.file(data_of(Part::unixsock));
  const long socket = worker.guarded(Part::unixsock, "CONNECT",
                                     [&] { return ioctl(node, KUIPC_UNIXSOCK_CONNECT); });
  worker.process.files.adopt(worker, packets, static_cast<int>(socket));
}

void send_request(Worker& worker, int socket) {
  kuipc_unixsock header{static_cast<__u32>(1 + worker.random.below(6)), 0};
  if (worker.random.once_in(24)) header.type = static_cast<__u32>(worker.random.next());
  const Bytes message = header.type == KUIPC_UNIXSOCK_PULL && !worker.random.once_in(16)
                            ? Bytes{}
                            : worker.message(1U << 20);
  std::array<iovec, 2> parts{
      iovec{&header, worker.random.once_in(40) ? worker.random.below(8) : sizeof header},
      iovec{const_cast<std::byte*>(worker.source(message)), message.size()}};
  // Less than a header is no message, or its bytes would be taken for one.
  msghdr packet{};
  packet.msg_iov = parts.data();
  packet.msg_iovlen = parts[0].iov_len == sizeof header ? 2 : 1;
  worker.guarded(Part::unixsock, "send",
                 [&] { return sendmsg(socket, &packet, MSG_DONTWAIT | MSG_NOSIGNAL); });
}

// A second thread answers: it may take a moment.
void receive(Worker& worker, int socket, int milliseconds) {
  pollfd polled{socket, POLLIN, 0};
  if (milliseconds > 0) worker.call(Part::unixsock, [&] { return poll(&polled, 1, milliseconds); });
  const std::size_t size = worker.random.once_in(16) ? 8 + worker.random.below(100) : 1U << 17;
  std::byte* to = worker.room(size);
  const long length =
      worker.guarded(Part::unixsock, "recv", [&] { return recv(socket, to, size, MSG_DONTWAIT); });
  kuipc_unixsock header{};
  if (length < static_cast<long>(sizeof header)) return;
  std::memcpy(&header, to, sizeof header);
  const Bytes read{to + sizeof header, static_cast<std::size_t>(length) - sizeof header};
  const Messages& messages = worker.process.messages;
  if (static_cast<std::size_t>(length) == size &&
      (messages.has_begin(read) || messages.begins_event(read)))
    return;
  if (!read.empty() && !messages.is_event(read))
    worker.expect_message(Part::unixsock, "recv", read);
}

void with_descriptor(Worker& worker, int socket) {
  std::array<std::byte, CMSG_SPACE(sizeof(int))> control{};
  kuipc_unixsock header{KUIPC_UNIXSOCK_ECHO, 0};
  iovec part{&header, sizeof header};
  msghdr packet{};
  packet.msg_iov = &part;
  packet.msg_iovlen = 1;
  packet.msg_control = control.data();
  packet.msg_controllen = control.size();
  cmsghdr* rights = CMSG_FIRSTHDR(&packet);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(rights), &socket, sizeof socket);
  if (worker.call(Part::unixsock, [&] { return sendmsg(socket, &packet, MSG_DONTWAIT); }) >= 0)
    worker.process.shared.find("unixsock took a descriptor");
}

void shut_down(Worker& worker, int socket) {
  worker.call(Part::unixsock,
              [&] { return shutdown(socket, static_cast<int>(worker.random.below(3))); });
}

}  // namespace

void subscribe_unixsock(Worker& worker) {
  connect(worker);
  const int node = worker.file(data_of(Part::unixsock));
  worker.guarded(Part::unixsock, "LISTEN", [&] { return ioctl(node, KUIPC_UNIXSOCK_LISTEN); });
}

void step_unixsock(Worker& worker) {
  const int node = worker.file(data_of(Part::unixsock));
  const int socket = worker.file(packets);
  switch (worker.random.below(16)) {
    case 0:
    case 1:
      return connect(worker);
    case 2:
      return subscribe_unixsock(worker);
    case 3:
      worker.guarded(Part::unixsock, "THREAD", [&] { return ioctl(node, KUIPC_UNIXSOCK_THREAD); });
      return;
    case 4:
      return with_descriptor(worker, socket);
    case 5:
      return worker.random.once_in(4) ? shut_down(worker, socket) : receive(worker, socket, 0);
    default:
      send_request(worker, socket);
      receive(worker, socket, worker.random.once_in(3) ? 1 : 0);
  }
}

}  // namespace kuipc::fuzz
