// SPDX-License-Identifier: Apache-2.0
#include "bench/poll_phases.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kuipc {
namespace {

constexpr std::uint64_t period = 509203;
constexpr std::uint64_t lap = 870;
constexpr std::uint64_t booted = 7'000'000'123;

// A sender that is never late, a loop whose every lap takes the same, a message that is had at the
// end of the lap in which it was sent: how long each one waited.
std::vector<std::uint64_t> waits(std::uint64_t offset, std::uint64_t messages) {
  PollPhases phases(period);
  std::vector<std::uint64_t> waits;
  std::uint64_t now = booted;
  for (std::uint64_t number = 0; number < messages; ++number) {
    const std::uint64_t sent = booted + offset + (number + 1) * period;
    for (; now + lap < sent; now += lap) phases.in_vain(now);
    now += lap;
    waits.push_back(now - sent);
    now = std::max(now, phases.resume_at(number, now));
  }
  return waits;
}

TEST(PollPhases, MessagesMeetTheLoopEverywhereWhereverTheyBegan) {
  constexpr std::uint64_t messages = 500;
  for (const std::uint64_t offset : {0, 1, 100, 433, 434, 869, 40000}) {
    std::vector<std::uint64_t> had = waits(offset, messages);
    std::ranges::sort(had);
    EXPECT_NEAR(static_cast<double>(had[messages / 2]), lap / 2.0, 5) << offset;
    EXPECT_LE(had.front(), 5) << offset;
    EXPECT_GE(had.back(), lap - 5) << offset;
  }
}

TEST(PollPhases, ResumesLongBeforeTheNextMessage) {
  PollPhases phases(period);
  phases.in_vain(booted);
  phases.in_vain(booted + lap);
  for (std::uint64_t number = 0; number < 1000; ++number) {
    const std::uint64_t now = booted + number * period;
    const std::uint64_t resumed = phases.resume_at(number, now);
    EXPECT_GE(resumed, now + period / 2);
    EXPECT_LE(resumed, now + period / 2 + lap);
  }
}

TEST(PollPhases, DoesNotMakeALateReaderWait) {
  PollPhases phases(period);
  phases.in_vain(booted);
  phases.in_vain(booted + lap);
  (void)phases.resume_at(0, booted);
  const std::uint64_t late = booted + 3 * period;
  EXPECT_LT(phases.resume_at(1, late), late);
}

// All messages were there before it looked: nothing is known of the loop.
TEST(PollPhases, ResumesBeforeTheNextMessageWhereItNeverPolledInVain) {
  PollPhases phases(period);
  for (std::uint64_t number = 0; number < 10; ++number)
    EXPECT_LT(phases.resume_at(number, booted + number * period), booted + (number + 1) * period);
}

}  // namespace
}  // namespace kuipc
