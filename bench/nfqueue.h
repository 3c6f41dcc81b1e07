// SPDX-License-Identifier: Apache-2.0
// nfqueue: what replaced ip_queue. An nft rule sends packets to a queue of the kernel's own
// nfnetlink_queue; a program reads each of them from a netlink socket and gives its verdict. There
// is no module of kuipc's behind it.
//
//   NET_RX softirq: prerouting hooks, the rule: keep the packet, copy it into a netlink message,
//     queue that on the program's socket, wake it ---------------------> recvmsg
//   sendmsg(verdict) --> in the program's task: let the packet go on its way
//
// Two system calls and two copies for a packet, and it waits for the program: at most queue_length
// packets do, and those that follow are dropped.
#pragma once

#include <linux/netfilter/nfnetlink_queue.h>
#include <netinet/in.h>

#include <array>
#include <span>
#include <string>

#include "bench/netfilter_socket.h"
#include "bench/transport.h"

namespace kuipc {

class Nfqueue {
 public:
  static constexpr TransportInfo info{
      .stem = "nfqueue", .variant = "", .event = Cost{.syscalls = 2, .copies = 2, .wakeups = 1}};

  // Why it cannot be used here, with a remedy; "" when it can. Tries it, in a network of its own.
  static std::string obstacle();

  // Binds the queue and adds the rule that feeds it with ICMP, in the network namespace at hand.
  void listen(std::size_t size);

  // A packet as it came in, from its IP header on.
  Heard hear(std::span<std::byte> room);

  // Lets the packet that was heard last go on.
  void settle();
  // Or does not.
  void drop();

  [[nodiscard]] int event_descriptor() const noexcept { return socket_.descriptor(); }

 private:
  static constexpr std::uint16_t queue = 0;
  static constexpr std::uint32_t queue_length = 1024;

  Heard take(std::size_t length, std::span<std::byte> room);
  void decide(std::uint32_t verdict);

  NetfilterSocket socket_;
  std::uint32_t packet_ = 0;  // its id, in network order
  std::vector<std::byte> datagram_;
};

}  // namespace kuipc
