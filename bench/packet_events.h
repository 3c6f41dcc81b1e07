// SPDX-License-Identifier: Apache-2.0
// The event workload where a packet starts the message: in the softirq that receives it, a hook
// tells a program. ICMP echo requests over loopback, in a network of the row's own.
//
// intended is when the ping was due, sent is when kuipc_netfilter's hook had its packet: what the
// network stack takes on the way there is in latency_intended and not in latency. Each packet that
// was sent is one that the hook logged, and is received or dropped.
#pragma once

#include <arpa/inet.h>
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>

#include "bench/events.h"
#include "bench/measure_events.h"
#include "bench/nfqueue.h"
#include "bench/own_network.h"
#include "bench/pings.h"
#include "bench/transports/netfilter.h"
#include "bench/wall_record.h"

namespace kuipc {

inline constexpr std::size_t ping_size = 64;  // bytes of the message in a ping

// A packet's addresses, read as the number of its ping.
class NetfilterPings : public Netfilter {
 public:
  static constexpr bool emits = true;  // the log has what the kernel's side took

  Heard hear(std::span<std::byte> room) {
    Heard heard = Netfilter::hear(room);
    if (heard.messages == 0) return heard;
    kuipc_netfilter_event event;
    std::memcpy(&event, room.data(), sizeof event);
    if (event.source != htonl(INADDR_LOOPBACK)) throw WrongData("event: not a ping's source");
    const std::uint64_t number = ntohl(event.destination) - ping_address(0);
    std::memcpy(room.data(), &number, sizeof number);
    return heard;
  }
};

// A packet, of which the message behind the headers of IPv4 and ICMP is left.
class NfqueuePings : public Nfqueue {
 public:
  static constexpr bool emits = false;
  static constexpr std::size_t headers = 20 + 8;  // bytes

  void listen(std::size_t size) { Nfqueue::listen(size + headers); }
  Heard hear(std::span<std::byte> room) {
    Heard heard = Nfqueue::hear(room);
    if (heard.messages == 0) return heard;
    if (heard.length != headers + ping_size) throw WrongData("event: not a ping's length");
    heard.length -= headers;
    std::memmove(room.data(), room.data() + headers, heard.length);
    return heard;
  }
};

template <class T, class Clock>
EventOutcome run_pings(const kuipc_fire& order, Wake wake, double ns_per_tick) {
  const auto event_ns = static_cast<std::uint64_t>(static_cast<double>(order.period) * ns_per_tick);
  const OwnNetwork network;
  T transport;
  transport.listen(order.size);
  EventReader<T, Clock> reader(transport, wake, order.size);
  PingJob job(order.count, order.period, ping_size, ns_per_tick, sender_cpu(wake));
  const std::uint64_t slept = times_slept();
  reader.run(job, order.count, event_ns);
  const std::uint64_t wakeups = times_slept() - slept;
  const kuipc_fire_status status = job.wait();
  EventOutcome outcome = join(order, status, job.log(), reader.receipts());
  if (!T::emits) outcome.series.erase("emit");
  outcome.counts.wakeups = wakeups;
  outcome.counts.overruns = reader.overruns();
  return outcome;
}

// The order's period is in ticks here: the sender is a program and has the time stamp counter.
template <class T>
std::function<void(const Run&, Row&, benchmark::State&)> measuring_pings(Wake wake,
                                                                         std::size_t size) {
  return [=](const Run& run, Row& row, benchmark::State& state) {
    const bool counted = run.clock == Clock::counted;
    const double ns_per_tick = counted ? 1 : run.wall->clock.ns_per_tsc_tick;
    const auto period =
        static_cast<__u64>(static_cast<double>(event_period(run.clock)) / ns_per_tick);
    const kuipc_fire order{KUIPC_FIRE_SOFTIRQ, static_cast<__u32>(size), event_count(run.set),
                           period};
    try {
      for ([[maybe_unused]] auto _ : state) {
        const EventOutcome outcome = counted
                                         ? run_pings<T, InstructionClock>(order, wake, ns_per_tick)
                                         : run_pings<T, TickClock>(order, wake, ns_per_tick);
        row.add(outcome.counts, outcome.series);
        state.SetIterationTime(1e-9 *
                               static_cast<double>(outcome.series.at("latency").quantile(0.5)));
      }
    } catch (const std::exception& error) {
      fail(row, state, error);
    }
  };
}

}  // namespace kuipc
