// SPDX-License-Identifier: Apache-2.0
#include "bench/events.h"

#include "bench/measure_events.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace kuipc {
namespace {

[[noreturn]] void wrong(const std::string& what, std::uint64_t sequence) {
  throw WrongData("event: message " + std::to_string(sequence) + " " + what);
}

// Gaps in the sequence are messages lost; a receipt may stand for several of them, the last of
// which it names.
class Tally {
 public:
  explicit Tally(std::uint64_t sent) : sent_(sent) {}

  void add(const Receipt& receipt) {
    if (receipt.sequence >= sent_) wrong("came but was never sent", receipt.sequence);
    if (receipt.sequence + 1 < next_ + receipt.messages)
      wrong("came twice or out of order", receipt.sequence);
    lost_ += receipt.sequence + 1 - receipt.messages - next_;
    next_ = receipt.sequence + 1;
  }
  [[nodiscard]] std::uint64_t lost() const noexcept { return lost_ + (sent_ - next_); }

 private:
  std::uint64_t sent_;
  std::uint64_t next_ = 0;
  std::uint64_t lost_ = 0;
};

// How the job stood at its end: whether the sender and the reader were still with it.
void note_end(EventOutcome& outcome, const std::vector<kuipc_fire_record>& log,
              const std::vector<Receipt>& receipts) {
  if (log.empty()) return;
  const kuipc_fire_record& last = log.back();
  outcome.period = static_cast<double>(last.intended - log.front().intended) /
                   static_cast<double>(std::max<std::size_t>(log.size() - 1, 1));
  outcome.late = last.sent - last.intended;
  outcome.backlog = static_cast<std::uint64_t>(std::ranges::count_if(
      receipts, [&](const Receipt& receipt) { return receipt.at > last.sent; }));
}

}  // namespace

EventCounts& EventCounts::operator+=(const EventCounts& other) {
  intended += other.intended;
  skipped += other.skipped;
  sent += other.sent;
  received += other.received;
  dropped += other.dropped;
  coalesced += other.coalesced;
  unread += other.unread;
  wakeups += other.wakeups;
  overruns += other.overruns;
  return *this;
}

EventOutcome join(const kuipc_fire& order, const kuipc_fire_status& status,
                  const std::vector<kuipc_fire_record>& log, const std::vector<Receipt>& receipts) {
  EventOutcome outcome;
  EventCounts& counts = outcome.counts;
  Tally tally(status.sent);
  counts.intended = order.count;
  counts.skipped = status.skipped;
  counts.sent = status.sent;
  for (const Receipt& receipt : receipts) {
    tally.add(receipt);
    ++counts.received;
    counts.coalesced += receipt.messages - 1;
    if (receipt.sequence >= log.size()) continue;
    const kuipc_fire_record& record = log[receipt.sequence];
    // A call that the sender interrupted contains the sending.
    if (receipt.cost > 0 && record.emitted < receipt.at - receipt.cost)
      outcome.series["receive"].add(receipt.cost);
    outcome.series["latency"].add(receipt.at - record.sent);
    outcome.series["latency_intended"].add(receipt.at - record.intended);
  }
  for (const kuipc_fire_record& record : log)
    outcome.series["emit"].add(record.emitted - record.sent);
  counts.dropped = tally.lost();
  note_end(outcome, log, receipts);
  if (counts.intended != counts.sent + counts.skipped)
    throw WrongData("event: intended is not sent + skipped");
  if (counts.dropped < status.dropped)
    throw WrongData("event: a message came that the transport had refused");
  return outcome;
}

void expect_none_vanished(const EventCounts& counts, const kuipc_fire_status& status) {
  if (counts.dropped == status.dropped) return;
  throw WrongData("event: " + std::to_string(counts.dropped - status.dropped) +
                  " messages vanished that the transport had taken");
}

int sender_cpu(Wake wake) {
  const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
  const int here = sched_getcpu();
  if (wake != Wake::spin || cpus == 1) return here;
  const int last = static_cast<int>(cpus - 1);
  return here == last ? 0 : last;  // a wall run is pinned to the last one itself
}

std::uint64_t times_slept() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return static_cast<std::uint64_t>(usage.ru_nvcsw);
}

}  // namespace kuipc
