// SPDX-License-Identifier: Apache-2.0
// The search for the highest rate without loss, over senders and readers that are functions.
#include "bench/overload.h"

#include <gtest/gtest.h>

#include <string>

namespace kuipc {
namespace {

// Holds at periods from least on; below, fails in the way named.
struct Machine {
  std::uint64_t least = 5000;
  std::string fault = "dropped";
  std::uint64_t queue = 128;
  unsigned hiccups = 0;  // jobs that fail though the rate would hold
  unsigned jobs = 0;
  std::uint64_t last_period = 0;
  std::uint64_t last_count = 0;

  EventOutcome read(const kuipc_fire& order) {
    ++jobs;
    last_period = order.period;
    last_count = order.count;
    EventOutcome outcome;
    outcome.period = static_cast<double>(order.period);
    outcome.counts.intended = outcome.counts.sent = order.count;
    const bool bad = order.period < least || (hiccups > 0 && hiccups-- > 0);
    if (bad && fault == "dropped") outcome.counts.dropped = 1;
    if (bad && fault == "skipped") outcome.counts.skipped = 1;
    if (bad && fault == "backlog") outcome.backlog = order.count / 2;
    if (bad && fault == "late") outcome.late = order.period * order.count;
    return outcome;
  }

  OverloadTrials trials() {
    return {.read = [this](const kuipc_fire& order) { return read(order); },
            .leave = [this](const kuipc_fire& order) -> Leftover {
              return {order.count, std::min<std::uint64_t>(order.count, queue), 100 * queue};
            }};
  }
  Overload find(unsigned attempts = 1) { return find_overload(trials(), 2, 64, attempts); }
};

TEST(Overload, FindsTheShortestPeriodThatHoldsWithinTwoPercent) {
  for (const std::uint64_t least : {1001UL, 1500UL, 5000UL, 65535UL, 65537UL, 1000000UL}) {
    const double found = Machine{.least = least}.find().period;
    EXPECT_GE(found, static_cast<double>(least));
    EXPECT_LE(found, 1.02 * static_cast<double>(least));
  }
}

TEST(Overload, SaysWhatIsInTheWay) {
  for (const char* fault : {"dropped", "skipped", "backlog", "late"})
    EXPECT_EQ(Machine{.fault = fault}.find().limit, fault);
}

TEST(Overload, EndsAtTheShortestPeriodThatFireTakes) {
  const Overload found = Machine{.least = 0}.find();
  EXPECT_EQ(found.period, KUIPC_FIRE_MIN_PERIOD);
  EXPECT_EQ(found.limit, "fastest");
}

TEST(Overload, GivesUpWhereNoRateHolds) {
  Machine machine{.least = ~0UL};
  EXPECT_THROW(machine.find(), std::runtime_error);
  EXPECT_LT(machine.jobs, 25U);
}

TEST(Overload, TakesAFewJobsOnly) {
  Machine machine{.least = 1001};
  machine.find();
  EXPECT_LE(machine.jobs, 25U);
}

TEST(Overload, ARateThatFailsOnceMayBeTriedAgain) {
  EXPECT_LE(Machine{.hiccups = 2}.find(3).period, 5100);
}

TEST(Overload, GoesOnAtTwiceTheRateUntilTheQueueIsFull) {
  Machine machine{.queue = 5000};
  const Overload found = machine.find();
  EXPECT_NEAR(static_cast<double>(machine.last_period), found.period / 2, 1);
  EXPECT_EQ(machine.last_count, 40000U);
  EXPECT_EQ(found.twice.counts.dropped, 1U);
}

TEST(Overload, KnowsTheQueueWhereItHasAnEnd) {
  const Overload bounded = Machine{.queue = 128}.find();
  EXPECT_EQ(bounded.capacity, 128U);
  EXPECT_EQ(bounded.bytes, 100);
  EXPECT_FALSE(Machine{.queue = ~0UL}.find().capacity);
}

}  // namespace
}  // namespace kuipc
