// SPDX-License-Identifier: Apache-2.0
// sockopt_text, user side: a line of text each way as the value of a socket option. Kernel side:
// modules/sockopt_text.c. It does not carry kuipc's messages: what goes in is noted, and what comes
// out is always the same.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <string>

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/sockopt_text.h"

namespace kuipc {

class SockoptText {
 public:
  static constexpr TransportInfo info{.stem = "sockopt_text",
                                      .variant = "",
                                      .push = Cost{.syscalls = 1, .copies = 1},
                                      .pull = Cost{.syscalls = 1, .copies = 1}};

  // Any IPv4 socket opens without the module and without a right: only asking it shows both.
  SockoptText() { receive({}); }

  void send(std::span<const std::byte> text) {
    checked(setsockopt(socket_.get(), IPPROTO_IP, KUIPC_SOCKOPT_TEXT, text.data(),
                       static_cast<socklen_t>(text.size())),
            "setsockopt 128", path);
  }

  std::size_t receive(std::span<std::byte> room) {
    auto length = static_cast<socklen_t>(room.size());
    checked(getsockopt(socket_.get(), IPPROTO_IP, KUIPC_SOCKOPT_TEXT, room.data(), &length),
            "getsockopt 128", path);
    return length;
  }

  // Why the module cannot be loaded here; "" when nothing is in its way. An option of nobody gives
  // ENOPROTOOPT; one of somebody else wants other values than ours.
  static std::string obstacle() {
    if (access("/sys/module/kuipc_sockopt_text", F_OK) == 0) return "";
    try {
      SockoptText();
    } catch (const std::system_error& error) {
      if (error.code().value() == ENOPROTOOPT || error.code().value() == EPERM) return "";
    }
    return "socket option 128 is taken, by ebtables as a rule; rmmod ebtables and those that use "
           "it, then insmod kuipc_sockopt_text.ko";
  }

 private:
  static constexpr const char* path = "kuipc_sockopt_text";
  Descriptor socket_ =
      Descriptor(checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket AF_INET", path));
};

}  // namespace kuipc
