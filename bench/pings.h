// SPDX-License-Identifier: Apache-2.0
// The sender of packet events: ICMP echo requests over loopback, at a rate that waits for nobody.
#pragma once

#include <netinet/in.h>

#include <atomic>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

#include "bench/descriptor.h"
#include "common/fire.h"

namespace kuipc {

// Each ping goes to an address of its own, all of them loopback's: who hears only of addresses
// knows which it was. Returned in host order.
constexpr std::uint32_t ping_address(std::uint64_t number) {
  return (127U << 24 | 1U << 16) + static_cast<std::uint32_t>(number);
}

// In the place of a FireJob (bench/fire.h), where not the kernel but a packet starts the message.
// Number n is due at start + n * period; a late sender sends what is due at once, and nothing is
// skipped. The payload is a message (common/message.h) of the order's size with that number.
class PingJob {
 public:
  // At most 65536 pings, from a thread of its own on that CPU. Period in time stamp counter ticks.
  // Throws std::system_error when a socket or kuipc_netfilter's log cannot be opened.
  PingJob(std::uint64_t count, std::uint64_t period, std::size_t size, double ns_per_tick, int cpu);
  PingJob(const PingJob&) = delete;
  PingJob& operator=(const PingJob&) = delete;
  ~PingJob();

  [[nodiscard]] kuipc_fire_status status() const;

  // Waits until all are sent. Throws std::system_error when sending failed.
  [[nodiscard]] kuipc_fire_status wait();

  // One record for each: due, hook entered, hook left. Throws Unavailable when the network stack
  // dropped packets on the way to the hook, WrongData when that saw more than were sent.
  [[nodiscard]] std::vector<kuipc_fire_record> log() const;

 private:
  [[nodiscard]] std::size_t read_log(std::span<kuipc_fire_record> room) const;
  void send_all(int cpu);
  void write_ping(std::uint64_t number, std::vector<std::byte>& packet) const;
  void send_ping(std::uint64_t number, const std::vector<std::byte>& packet) const;

  std::uint64_t count_;
  std::uint64_t period_;
  std::size_t size_;
  double ns_per_tick_;
  Descriptor log_;
  Descriptor socket_;
  std::uint64_t start_ = 0;
  std::atomic<std::uint64_t> sent_ = 0;
  std::atomic<bool> running_ = true;
  std::atomic<bool> stop_ = false;
  std::atomic<int> error_ = 0;
  std::thread sender_;
};

}  // namespace kuipc
