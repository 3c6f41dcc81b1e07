// SPDX-License-Identifier: Apache-2.0
// The event workload: the kernel starts, at a fixed rate that does not wait for the reader.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/event_counts.h"
#include "bench/event_reader.h"

namespace kuipc {

// What one job has shown.
struct EventOutcome {
  EventCounts counts;
  EventSeries series;
  double period = 0;          // ticks between two messages that were due, where none was skipped
  std::uint64_t backlog = 0;  // calls that brought something after the last message was sent
  std::uint64_t late = 0;     // ticks that the last message was sent after it was due
};

// Joins what the reader saw with what the sender logged. Throws WrongData when the numbers do not
// add up: a message that came twice, out of order, or was never sent.
EventOutcome join(const kuipc_fire& order, const kuipc_fire_status& status,
                  const std::vector<kuipc_fire_record>& log, const std::vector<Receipt>& receipts);

// sent = received + dropped + coalesced + unread, unread being 0 after a drain. Throws WrongData
// where messages are missing that the transport had not refused.
void expect_none_vanished(const EventCounts& counts, const kuipc_fire_status& status);

// The voluntary context switches of this thread so far: how often it slept.
std::uint64_t times_slept();

// One job over a fresh T, from listen to drain.
template <Listens T, class Clock>
EventOutcome run_events(const kuipc_fire& order, Wake wake, int sender_cpu) {
  T transport;
  transport.listen(order.size);
  EventReader<T, Clock> reader(transport, wake, order.size);
  FireJob job(T::info.stem, order, sender_cpu);
  const std::uint64_t slept = times_slept();
  reader.run(job, order.count, order.period);
  const std::uint64_t wakeups = times_slept() - slept;
  const kuipc_fire_status status = job.wait();
  EventOutcome outcome = join(order, status, job.log(), reader.receipts());
  outcome.counts.wakeups = wakeups;
  outcome.counts.overruns = reader.overruns();
  if constexpr (!LosesUnseen<T>) expect_none_vanished(outcome.counts, status);
  return outcome;
}

}  // namespace kuipc
