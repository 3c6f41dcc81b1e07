// SPDX-License-Identifier: Apache-2.0
// sockopt, user side: a message as the value of a socket option. Kernel side: modules/sockopt.c.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/sockopt.h"

namespace kuipc {

class Sockopt {
 public:
  static constexpr TransportInfo info{.stem = "sockopt",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 2},
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 1}};

  // Any IPv4 socket opens without the module and without a right: only asking it shows both.
  Sockopt() { receive({}); }

  void send(std::span<const std::byte> message) {
    checked(setsockopt(socket_.get(), IPPROTO_IP, KUIPC_SOCKOPT_MESSAGE, message.data(),
                       static_cast<socklen_t>(message.size())),
            "setsockopt MESSAGE", path);
  }

  std::size_t receive(std::span<std::byte> room) {
    return get(KUIPC_SOCKOPT_MESSAGE, "getsockopt MESSAGE", room);
  }

 protected:
  // Returns the length that the kernel stored. buffer is what it may read and write.
  std::size_t get(int option, const char* operation, std::span<std::byte> buffer) {
    auto length = static_cast<socklen_t>(buffer.size());
    checked(getsockopt(socket_.get(), IPPROTO_IP, option, buffer.data(), &length), operation, path);
    return length;
  }

  static constexpr const char* path = "kuipc_sockopt";

 private:
  Descriptor socket_ =
      Descriptor(checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket AF_INET", path));
};

// Message and answer in one getsockopt, whose buffer is both. The third copy is the user's own,
// from the message to where the answer shall be; one who composes messages there has two.
class SockoptExchange : public Sockopt {
 public:
  static constexpr TransportInfo info{.stem = "sockopt",
                                      .variant = "exchange",
                                      .echo = Cost{.syscalls = 1, .copies = 3},
                                      .push = {},
                                      .pull = {}};

  std::size_t exchange(std::span<const std::byte> message, std::span<std::byte> room) {
    if (room.size() < message.size()) [[unlikely]] {
      errno = EMSGSIZE;
      throw_errno("getsockopt EXCHANGE", path);
    }
    std::memcpy(room.data(), message.data(), message.size());
    return get(KUIPC_SOCKOPT_EXCHANGE, "getsockopt EXCHANGE", room.first(message.size()));
  }
};

}  // namespace kuipc
