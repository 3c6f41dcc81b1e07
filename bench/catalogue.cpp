// SPDX-License-Identifier: Apache-2.0
#include "bench/catalogue.h"

#include <utility>

#include "bench/event_row.h"
#include "bench/floors.h"
#include "bench/link_rows.h"
#include "bench/measure.h"
#include "bench/measure_events.h"
#include "bench/overload_rows.h"
#include "bench/packet_events.h"
#include "bench/partner.h"
#include "bench/peer.h"
#include "bench/peer_rows.h"
#include "bench/sizes.h"
#include "bench/text_option.h"
#include "bench/transports.h"
#include "bench/workloads.h"

namespace kuipc {
namespace {

Row floor_row(std::string name, Cost cost) {
  Row row;
  row.workload = "floor";
  row.transport = std::move(name);
  row.cost = cost;
  return row;
}

void add_floors(std::vector<Row>& rows, Set set) {
  Row row = floor_row("empty", {});
  measure_by<Empty>(row);
  rows.push_back(row);
  row = floor_row("syscall", {.syscalls = 1});
  measure_by<NullSyscall>(row);
  rows.push_back(row);
  row = floor_row("noop", {.syscalls = 1});
  row.stem = Noop::stem;
  measure_by<NoopCall>(row);
  rows.push_back(row);
  row = floor_row("switch", {.syscalls = 4, .wakeups = 2});
  measure_by<TaskSwitch>(row);
  rows.push_back(row);
  for (const std::size_t size : sizes_of(set)) {
    row = floor_row("memcpy", {.copies = 1});
    row.size = size;
    measure_by<Memcpy>(row, size);
    rows.push_back(row);
  }
}

template <template <class> class Workload, Carries T>
void add_workload(std::vector<Row>& rows, Set set, const char* name,
                  const std::optional<Cost>& cost, bool throughput) {
  if (!cost) return;
  for (const std::size_t size : sizes_of(set, T::info)) {
    Row row;
    row.workload = name;
    row.transport = T::info.stem;
    row.variant = T::info.variant;
    row.stem = T::info.stem;
    row.size = size;
    if (cost->wakeups > 0) row.wake = name_of(Wake::block);
    row.cost = *cost;
    row.throughput = throughput;
    if constexpr (requires { T::obstacle(); }) row.obstacle = T::obstacle;
    measure_by<Workload<T>>(row, size);
    rows.push_back(std::move(row));
  }
}

template <Listens T>
Row fired_row(std::uint32_t context, std::size_t size, Wake wake) {
  Row row = event_row<T>("event", context, size, wake);
  row.measure = measuring_events<T>(context, wake, size);
  return row;
}

// A thread that sends pings would have to wait for the time slice of a reader that spins beside it
// to end: why such a row cannot be had here, "" when it can.
std::string no_second_cpu() try {
  cpu_for_partner(Wake::spin);
  return {};
} catch (const Unavailable& reason) {
  return reason.what();
}

// Every context with the smallest message and a reader that sleeps; the other ways to wait, and
// more bytes, from one of them, softirq as a rule, never a task or a thread: on one CPU, where
// counted runs are, that would have to wait for the spinning reader's time slice to end.
template <Listens T>
void add_events(std::vector<Row>& rows, Set set) {
  const std::size_t smallest = T::info.event_size.value_or(sizes_of(Set::standard).front());
  for (std::uint32_t context = 0; context < KUIPC_FIRE_CONTEXTS; ++context) {
    if (set == Set::quick && context != KUIPC_FIRE_SOFTIRQ && context != KUIPC_FIRE_HARDIRQ &&
        context != T::info.event_context)
      continue;
    rows.push_back(fired_row<T>(context, smallest, Wake::block));
  }
  if (set == Set::quick) return;
  const std::uint32_t usual = T::info.event_context;
  rows.push_back(fired_row<T>(usual, smallest, Wake::epoll));
  rows.push_back(fired_row<T>(usual, smallest, Wake::spin));
  if (T::info.event_size) return;
  for (const std::size_t size : {4 * KiB, 64 * KiB})
    rows.push_back(fired_row<T>(usual, size, Wake::block));
}

template <Operation Op>
Row text_row(const char* workload, Cost cost) {
  Row row;
  row.workload = workload;
  row.transport = row.stem = SockoptText::info.stem;
  row.size = Op::size;
  row.cost = cost;
  row.obstacle = SockoptText::obstacle;
  measure_by<Op>(row);
  return row;
}

// The log of kuipc_netfilter has the times of the hook, also for what is no business of that
// module.
template <Listens T>
Row packet_row(std::size_t size, Wake wake) {
  Row row = event_row<T>("event", KUIPC_FIRE_SOFTIRQ, size, wake);
  row.stem = Netfilter::info.stem;
  row.measure = measuring_pings<T>(wake, size);
  return row;
}

void add_text(std::vector<Row>& rows) {
  rows.push_back(text_row<TextPush>("push", *SockoptText::info.push));
  rows.push_back(text_row<TextPull>("pull", *SockoptText::info.pull));
}

void add_packets(std::vector<Row>& rows, Set set) {
  for (const Wake wake : {Wake::block, Wake::epoll, Wake::spin}) {
    if (set == Set::quick && wake != Wake::block) continue;
    const auto cpus = [wake] { return wake == Wake::spin ? no_second_cpu() : std::string(); };
    rows.push_back(packet_row<NetfilterPings>(sizeof(kuipc_netfilter_event), wake));
    rows.back().obstacle = cpus;
    rows.push_back(packet_row<NfqueuePings>(ping_size, wake));
    rows.back().obstacle = [cpus] {
      const std::string reason = cpus();
      return reason.empty() ? Nfqueue::obstacle() : reason;
    };
  }
}

}  // namespace

std::vector<Row> catalogue(Set set) {
  std::vector<Row> rows;
  add_floors(rows, set);
  Transports::each([&]<Transport T>() {
    if constexpr (Carries<T>) {
      add_workload<Echo, T>(rows, set, "echo", T::info.echo, false);
      add_workload<Push, T>(rows, set, "push", T::info.push, true);
      add_workload<Pull, T>(rows, set, "pull", T::info.pull, true);
    }
    if constexpr (Listens<T>) add_events<T>(rows, set);
  });
  add_text(rows);
  add_links(rows, set);
  add_peers(rows, set);
  // The sender of pings is a thread, and from a process's first thread on each read, write, send
  // and the like takes some 47 instructions more in the C library (it may be cancelled there).
  add_overload(rows, set);
  add_packets(rows, set);
  return rows;
}

}  // namespace kuipc
