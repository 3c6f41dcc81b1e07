// SPDX-License-Identifier: Apache-2.0
#include "bench/overload_rows.h"

#include <cmath>
#include <exception>

#include "bench/event_row.h"
#include "bench/measure.h"
#include "bench/measure_events.h"
#include "bench/overload.h"
#include "bench/packet_events.h"
#include "bench/sizes.h"
#include "bench/transports.h"

namespace kuipc {
namespace {

constexpr Wake wake = Wake::block;

// Reads what a job that is over has left behind.
template <class Clock, Listens T, class Job>
Leftover read_late(T& transport, Job& job, const kuipc_fire& order) {
  Leftover left;
  left.sent = job.wait().sent;
  if constexpr (Weighs<T>) left.bytes = transport.queue_bytes();
  EventReader<T, Clock> reader(transport, wake, order.size);
  reader.run(job, left.sent, 0);
  left.heard = reader.messages();
  left.overruns = reader.overruns();
  return left;
}

template <Listens T, class Clock>
OverloadTrials fired() {
  return {.read =
              [](const kuipc_fire& order) {
                return run_events<T, Clock>(order, wake, sender_cpu(wake));
              },
          .leave =
              [](const kuipc_fire& order) {
                T transport;
                transport.listen(order.size);
                FireJob job(T::info.stem, order, sender_cpu(wake));
                return read_late<Clock>(transport, job, order);
              }};
}

// The search counts in nanoseconds, a sender of packets in ticks.
template <Listens T, class Clock>
OverloadTrials pinged(double ns_per_tick) {
  const auto in_ticks = [=](kuipc_fire order) {
    order.period = static_cast<__u64>(static_cast<double>(order.period) / ns_per_tick);
    return order;
  };
  return {.read =
              [=](const kuipc_fire& order) {
                return run_pings<T, Clock>(in_ticks(order), wake, ns_per_tick);
              },
          .leave =
              [=](const kuipc_fire& order) {
                const OwnNetwork network;
                T transport;
                transport.listen(order.size);
                PingJob job(order.count, in_ticks(order).period, ping_size, ns_per_tick,
                            sender_cpu(wake));
                return read_late<Clock>(transport, job, order);
              }};
}

void measure_overload(const OverloadTrials& trials, std::uint32_t context, const Run& run, Row& row,
                      benchmark::State& state) {
  const unsigned attempts = run.clock == Clock::counted ? 1 : 3;
  try {
    for ([[maybe_unused]] auto _ : state) {
      const Overload found = find_overload(trials, context, *row.size, attempts);
      row.add(found.twice.counts, {});
      if (!row.overload) row.overload.emplace();
      // Whole: the kernel's clock, by which messages are due, is not quite that of the counter.
      row.overload->periods.push_back(std::nearbyint(found.period));
      row.overload->limit = found.limit;
      row.overload->capacity = found.capacity;
      row.overload->bytes = found.bytes;
      state.SetIterationTime(1e-9 * found.period);
    }
  } catch (const std::exception& error) {
    fail(row, state, error);
  }
}

template <Listens T>
Row fired_row(std::uint32_t context) {
  const std::size_t smallest = sizes_of(Set::standard).front();
  Row row = event_row<T>("overload", context, T::info.event_size.value_or(smallest), wake);
  row.measure = [context](const Run& run, Row& measured, benchmark::State& state) {
    measure_overload(
        run.clock == Clock::counted ? fired<T, InstructionClock>() : fired<T, TickClock>(), context,
        run, measured, state);
  };
  return row;
}

// A search takes a second or two: the standard set has one of a queue that counts bytes, and one of
// a queue that counts messages.
constexpr bool in_standard(const TransportInfo& info, std::uint32_t context) {
  return (info.stem == "netlink" && context == KUIPC_FIRE_SOFTIRQ) ||
         (info.stem == "chardev" && context == KUIPC_FIRE_HARDIRQ);
}

template <Listens T>
Row pinged_row(std::size_t size) {
  Row row = event_row<T>("overload", KUIPC_FIRE_SOFTIRQ, size, wake);
  row.stem = Netfilter::info.stem;
  row.measure = [](const Run& run, Row& measured, benchmark::State& state) {
    const bool counted = run.clock == Clock::counted;
    const double ns_per_tick = counted ? 1 : run.wall->clock.ns_per_tsc_tick;
    measure_overload(
        counted ? pinged<T, InstructionClock>(ns_per_tick) : pinged<T, TickClock>(ns_per_tick),
        KUIPC_FIRE_SOFTIRQ, run, measured, state);
  };
  return row;
}

}  // namespace

void add_overload(std::vector<Row>& rows, Set set) {
  if (set == Set::quick) return;
  Transports::each([&]<Transport T>() {
    if constexpr (Listens<T>) {
      for (std::uint32_t context = 0; context < KUIPC_FIRE_CONTEXTS; ++context)
        if (set == Set::full || in_standard(T::info, context))
          rows.push_back(fired_row<T>(context));
    }
  });
  if (set == Set::standard) return;
  rows.push_back(pinged_row<NetfilterPings>(sizeof(kuipc_netfilter_event)));
  rows.push_back(pinged_row<NfqueuePings>(ping_size));
  rows.back().obstacle = Nfqueue::obstacle;
}

}  // namespace kuipc
