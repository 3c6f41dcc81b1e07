// SPDX-License-Identifier: Apache-2.0
// Packets over loopback, in whichever network namespace the caller is.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {

inline sockaddr_in loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Sends echo, an ICMP message with its header, to 127.0.0.1.
template <class Echo>
void send_icmp(const Descriptor& raw, const Echo& echo) {
  const sockaddr_in to = loopback();
  checked(
      sendto(raw.get(), &echo, sizeof echo, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to),
      "sendto", "127.0.0.1");
}

inline Descriptor open_icmp() {
  return Descriptor(
      checked(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP), "socket", "raw ICMP"));
}

// How many bytes of a datagram of one came back to the socket that sent it.
inline ssize_t udp_to_itself() {
  const Descriptor receiver(
      checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket", "UDP"));
  sockaddr_in address = loopback();
  socklen_t length = sizeof address;
  checked(bind(receiver.get(), reinterpret_cast<const sockaddr*>(&address), length), "bind", "UDP");
  getsockname(receiver.get(), reinterpret_cast<sockaddr*>(&address), &length);
  checked(sendto(receiver.get(), "x", 1, 0, reinterpret_cast<const sockaddr*>(&address), length),
          "sendto", "UDP");
  char byte = 0;
  return recv(receiver.get(), &byte, 1, 0);
}

}  // namespace kuipc::conformance
