// SPDX-License-Identifier: Apache-2.0
// A pair of Unix sockets: stream, datagram and seqpacket.
//
//   harness   send --copy--> socket buffer (skb), queued at the other socket --copy--> recv partner
//             recv <--copy-- socket buffer (skb), queued at the other socket <--copy-- send
//
// Per round trip: 4 system calls, 4 copies, 2 wakeups when blocking. Each send allocates a socket
// buffer, accounted to the sender; the receiver frees it.
//
// Limits: a datagram or packet larger than the sender's buffer (212,992 bytes by default) is
// refused with EMSGSIZE; a stream of them would take a switch for each buffer's worth. So the
// buffer is raised to hold the message whole: beyond net.core.wmem_max that takes CAP_NET_ADMIN.
//
// In the real world: D-Bus, Wayland, X11, syslog (datagrams), container runtimes (seqpacket).
// lmbench lat_unix measures the stream.
#pragma once

#include <sys/socket.h>

#include <string>

#include "bench/patience.h"
#include "bench/peer.h"

namespace kuipc::peers {

template <int type>
class UnixSocket {
 public:
  static constexpr PeerInfo info{.name = type == SOCK_STREAM  ? "unix_stream"
                                         : type == SOCK_DGRAM ? "unix_datagram"
                                                              : "unix_seqpacket",
                                 .block = Cost{.syscalls = 4, .copies = 4, .wakeups = 2},
                                 .spin = Cost{.syscalls = 4, .copies = 4}};

  UnixSocket(std::size_t size, Wake wake) {
    int both[2];
    const int flags = SOCK_CLOEXEC | (wake == Wake::spin ? SOCK_NONBLOCK : 0);
    checked(socketpair(AF_UNIX, type | flags, 0, both), "socketpair", name);
    harness_ = Descriptor(both[0]);
    partner_ = Descriptor(both[1]);
    for (const int end : both) make_room(end, size);
  }

  void take(Side side, pid_t /*other*/) {
    socket_ = std::move(side == Side::harness ? harness_ : partner_);
    harness_ = Descriptor();
    partner_ = Descriptor();
  }

  void send(const Parcel& message) {
    if constexpr (type == SOCK_STREAM) {
      write_whole(socket_, message.bytes(), name);
    } else {
      const std::span bytes = message.bytes();
      patiently([&] { return ::send(socket_.get(), bytes.data(), bytes.size(), 0); }, "send", name);
    }
  }

  // MSG_TRUNC: the length that was sent, not what fitted.
  std::size_t receive(Parcel& parcel) {
    const std::span room = parcel.bytes();
    if constexpr (type == SOCK_STREAM) {
      return read_whole(socket_, room, name);
    } else {
      const ssize_t length = patiently(
          [&] { return recv(socket_.get(), room.data(), room.size(), MSG_TRUNC); }, "recv", name);
      if (length == 0) throw_end("recv", name);
      return static_cast<std::size_t>(length);
    }
  }

 private:
  static constexpr const char* name = info.name.data();

  // The kernel doubles what it is asked for and answers the double, for its own books (socket(7)).
  static int send_buffer(int socket) {
    int bytes = 0;
    socklen_t length = sizeof bytes;
    checked(getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, &length), "getsockopt", name);
    return bytes;
  }

  static void make_room(int socket, std::size_t size) {
    const int wanted = static_cast<int>(2 * size + 4096);
    if (send_buffer(socket) >= wanted) return;
    if (setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, &wanted, sizeof wanted) != 0)
      checked(setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted), "setsockopt",
              name);
    if (send_buffer(socket) < wanted)
      throw Unavailable(
          "a Unix socket cannot buffer " + std::to_string(size) +
          " bytes; run as root, or: sysctl -w net.core.wmem_max=" + std::to_string(wanted));
  }

  Descriptor harness_;
  Descriptor partner_;
  Descriptor socket_;
};

using UnixStream = UnixSocket<SOCK_STREAM>;
using UnixDatagram = UnixSocket<SOCK_DGRAM>;
using UnixSeqpacket = UnixSocket<SOCK_SEQPACKET>;

}  // namespace kuipc::peers
