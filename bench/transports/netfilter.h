// SPDX-License-Identifier: Apache-2.0
// netfilter, user side: a raw netlink socket that hears of each ICMP packet. Kernel side:
// modules/netfilter.c.
#pragma once

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <span>

#include "bench/descriptor.h"
#include "bench/kernel_memory.h"
#include "bench/transport.h"
#include "common/netfilter.h"

namespace kuipc {

class Netfilter {
 public:
  static constexpr TransportInfo info{.stem = "netfilter",
                                      .variant = "",
                                      .event = Cost{.syscalls = 1, .copies = 2, .wakeups = 1},
                                      .event_size = sizeof(kuipc_netfilter_event)};

  void listen(std::size_t /*size*/) {
    nlmsghdr header{};
    header.nlmsg_len = NLMSG_LENGTH(0);
    header.nlmsg_type = KUIPC_NETFILTER_REGISTER;
    const sockaddr_nl kernel{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = 0};
    checked(sendto(socket_.get(), &header, sizeof header, 0,
                   reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel),
            "sendto", path);
    expect_acknowledgement();
  }

  // An event is the packet's two addresses. ENOBUFS is how the kernel says that it has lost some.
  Heard hear(std::span<std::byte> room) {
    struct {
      nlmsghdr header;
      kuipc_netfilter_event event;
    } message;
    const ssize_t length = recv(socket_.get(), &message, sizeof message, 0);
    if (length == sizeof message && message.header.nlmsg_type == KUIPC_NETFILTER_EVENT) [[likely]] {
      std::memcpy(room.data(), &message.event, sizeof message.event);
      return {.length = sizeof message.event, .messages = 1};
    }
    if (length >= 0) errno = EPROTO;
    if (errno == ENOBUFS) return {.overrun = true};
    if (errno != EAGAIN && errno != EINTR) throw_errno("recv from", path);
    return {};
  }

  [[nodiscard]] int event_descriptor() const noexcept { return socket_.get(); }
  [[nodiscard]] std::size_t queue_bytes() const { return receive_memory(socket_.get()); }

 private:
  void expect_acknowledgement() {
    struct {
      nlmsghdr header;
      nlmsgerr report;
    } answer{};
    checked(recv(socket_.get(), &answer, sizeof answer, 0), "recv from", path);
    if (answer.header.nlmsg_type == NLMSG_ERROR && answer.report.error == 0) return;
    errno = answer.header.nlmsg_type == NLMSG_ERROR ? -answer.report.error : EPROTO;
    throw_errno("REGISTER at", path);
  }

  static constexpr const char* path = "kuipc_netfilter, netlink protocol 31";
  Descriptor socket_{checked(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, KUIPC_NETFILTER_PROTOCOL),
                             "socket to", path)};
};

}  // namespace kuipc
