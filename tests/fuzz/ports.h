// SPDX-License-Identifier: Apache-2.0
// The few netlink port ids that all want to have, so that one who closes has an heir.
#pragma once

#include <array>
#include <cstdint>

namespace kuipc::fuzz {

struct Worker;

inline constexpr std::array<std::uint32_t, 4> wanted_ports{4001, 4002, 4003, 4004};

// A socket of that protocol, on a wanted port or one of the kernel's choice.
int open_port(Worker& worker, int protocol);
// What of bind(); negative with errno.
int bind_port(int descriptor, std::uint32_t port);

// A socket for packets that netfilter's hook sees; only root opens one.
int open_icmp();
// Sends one to this machine, within itself. What of sendto().
long send_ping(Worker& worker, int raw);

}  // namespace kuipc::fuzz
