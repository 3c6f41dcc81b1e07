// SPDX-License-Identifier: Apache-2.0
// What the harness makes of a sender's log and a reader's receipts.
#include "bench/events.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bench/event_row.h"

namespace kuipc {
namespace {

constexpr std::uint64_t period = 1000;

// Sent 10 ticks after they were due, each emit taking 5.
std::vector<kuipc_fire_record> sent(std::uint64_t count) {
  std::vector<kuipc_fire_record> log(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    log[i].intended = (i + 1) * period;
    log[i].sent = log[i].intended + 10;
    log[i].emitted = log[i].sent + 5;
    log[i].sequence = static_cast<__u32>(i);
  }
  return log;
}

Receipt receipt(std::uint64_t sequence, std::uint64_t messages = 1) {
  return {.at = (sequence + 1) * period + 110, .sequence = sequence, .messages = messages};
}

EventOutcome outcome(std::uint64_t count, const std::vector<Receipt>& receipts,
                     std::uint64_t refused = 0) {
  const kuipc_fire order{KUIPC_FIRE_SOFTIRQ, 64, count, period};
  kuipc_fire_status status{};
  status.sent = count;
  status.dropped = refused;
  EventOutcome made = join(order, status, sent(count), receipts);
  expect_none_vanished(made.counts, status);
  return made;
}

TEST(Join, CountsFromTheLogToTheReader) {
  const EventOutcome made = outcome(3, {receipt(0), receipt(1), receipt(2)});
  EXPECT_EQ(made.counts.received, 3U);
  EXPECT_TRUE(made.counts.loss_free());
  EXPECT_EQ(made.series.at("latency").quantile(0.5), 100U);
  EXPECT_EQ(made.series.at("latency_intended").quantile(0.5), 110U);
  EXPECT_EQ(made.series.at("emit").quantile(0.5), 5U);
  EXPECT_EQ(made.series.count("receive"), 0U);
}

TEST(Join, CountsWhatTheTransportRefusedAsDropped) {
  const EventOutcome made = outcome(5, {receipt(0), receipt(3), receipt(4)}, 2);
  EXPECT_EQ(made.counts.dropped, 2U);
  EXPECT_EQ(made.counts.received, 3U);
}

TEST(Join, CountsWhatOneReceiptStandsFor) {
  const EventOutcome made = outcome(4, {receipt(2, 3), receipt(3)});
  EXPECT_EQ(made.counts.coalesced, 2U);
  EXPECT_EQ(made.counts.sent, made.counts.received + made.counts.coalesced);
}

TEST(Join, DoesNotLetAMessageVanish) {
  EXPECT_THROW(outcome(3, {receipt(0), receipt(2)}), WrongData);
  EXPECT_THROW(outcome(3, {receipt(0), receipt(1)}), WrongData);
  EXPECT_THROW(outcome(3, {}, 2), WrongData);
}

TEST(Join, DoesNotTakeAMessageThatCannotBe) {
  EXPECT_THROW(outcome(2, {receipt(0), receipt(1), receipt(2)}), WrongData);
  EXPECT_THROW(outcome(2, {receipt(0), receipt(0)}), WrongData);
  EXPECT_THROW(outcome(2, {receipt(1), receipt(0)}), WrongData);
  EXPECT_THROW(outcome(2, {receipt(0), receipt(1)}, 1), WrongData);
}

TEST(CostOf, DependsOnHowTheReaderWaits) {
  constexpr Cost sleeping{.syscalls = 1, .copies = 2, .wakeups = 1};
  EXPECT_EQ(cost_of(sleeping, Wake::block).wakeups, 1);
  EXPECT_EQ(cost_of(sleeping, Wake::epoll).syscalls, 2);
  EXPECT_EQ(cost_of(sleeping, Wake::spin).wakeups, 0);
  EXPECT_EQ(cost_of(sleeping, Wake::spin).syscalls, 1);
}

}  // namespace
}  // namespace kuipc
