// SPDX-License-Identifier: Apache-2.0
// How much of a CPU a job takes that knows no rest: never so much that others starve.
#include <sched.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "tests/conformance/firing.h"

namespace kuipc::conformance {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// On one CPU for good, and what this task starts from now on as well.
void stay_here() {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(sched_getcpu()), &set);
  checked(sched_setaffinity(0, sizeof set, &set), "sched_setaffinity", "this CPU");
}

std::uint64_t turns_until(Clock::time_point end) {
  std::uint64_t turns = 0;
  while (Clock::now() < end) ++turns;
  return turns;
}

template <class T>
class DutyTest : public FiringTest<T> {
 protected:
  static constexpr auto window = 100ms;

  void SetUp() override {
    sched_getaffinity(0, sizeof before_, &before_);
    stay_here();
  }
  void TearDown() override { sched_setaffinity(0, sizeof before_, &before_); }

  // In percent: the turns of a loop while a job sends all the time, of those without it. Both at
  // their best of three, since the machine below may be away at any time.
  double share_beside_a_job(__u32 context) {
    std::uint64_t alone = 0;
    std::uint64_t beside = 0;
    for (int i = 0; i < 3; ++i) {
      alone = std::max(alone, turns_until(Clock::now() + window));
      beside = std::max(beside, turns_beside_a_job(context));
    }
    return 100 * static_cast<double>(beside) / static_cast<double>(alone);
  }

 private:
  // The job ends by itself long after the window: who gets no turn before sees only that it has.
  std::uint64_t turns_beside_a_job(__u32 context) {
    constexpr __u64 count = 100 * std::chrono::nanoseconds{window}.count() / KUIPC_FIRE_MIN_PERIOD;
    const kuipc_fire order{context, this->size, count, KUIPC_FIRE_MIN_PERIOD};
    std::optional<Waiting> sender;
    if (context == KUIPC_FIRE_TASK)
      sender.emplace([&] { return this->fire(order); }, Waiting::running);
    EXPECT_EQ(sender ? 0 : this->fire(order), 0) << context;
    EXPECT_TRUE(eventually([this] { return this->status().sent > 0; })) << context;
    const std::uint64_t turns = turns_until(Clock::now() + window);
    const bool still_there = this->status().running != 0;
    EXPECT_EQ(this->stop(), 0);
    return still_there ? turns : 0;
  }

  cpu_set_t before_{};
};
TYPED_TEST_SUITE(DutyTest, Listeners, TransportName);

// Nobody reads, so the queue is full from the beginning.
TYPED_TEST(DutyTest, ALoopInUserSpaceKeepsItsShare) {
  TypeParam transport;
  transport.listen(this->size);
  for (__u32 context = 0; context < KUIPC_FIRE_CONTEXTS; ++context) {
    if (!this->offers(context)) continue;
    EXPECT_GT(this->share_beside_a_job(context), 10) << "context " << context;
  }
}

}  // namespace
}  // namespace kuipc::conformance
