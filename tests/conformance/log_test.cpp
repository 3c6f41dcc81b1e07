// SPDX-License-Identifier: Apache-2.0
// The log of a job, as whoever may read the control node has it: records of one job in their order,
// whatever the system call, and none of a job that never was.
#include <atomic>
#include <cstring>
#include <thread>

#include "tests/conformance/file_calls.h"
#include "tests/conformance/firing.h"

namespace kuipc::conformance {
namespace {

template <class T>
class LogTest : public FiringTest<T> {
 protected:
  LogTest() { transport_.listen(this->size); }

  void finish_a_job(__u64 count = 5) {
    ASSERT_EQ(this->fire({this->an_offered_context(), this->size, count, KUIPC_FIRE_MIN_PERIOD}),
              0);
    ASSERT_TRUE(this->ends());
  }

  // Whole records that follow one another, the first one any.
  static bool is_of_one_job(std::string_view bytes) {
    kuipc_fire_record record{};
    if (bytes.size() % sizeof record != 0) return false;
    __u32 next = 0;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof record) {
      std::memcpy(&record, bytes.data() + at, sizeof record);
      if ((at > 0 && record.sequence != next) || record.sent > record.emitted) return false;
      next = record.sequence + 1;
    }
    return true;
  }

  T transport_;
  std::string room_ = std::string(64 * sizeof(kuipc_fire_record), '\0');
};
TYPED_TEST_SUITE(LogTest, Listeners, TransportName);

TYPED_TEST(LogTest, AnOrderThatFailsLeavesAnEmptyOne) {
  const __u32 context = this->an_offered_context();
  for (const kuipc_fire& wrong :
       {kuipc_fire{KUIPC_FIRE_CONTEXTS, this->size, 1, millisecond},
        kuipc_fire{context, 0, 1, millisecond}, kuipc_fire{context, this->size, 1, 1}}) {
    this->finish_a_job();
    EXPECT_EQ(this->fire(wrong), -EINVAL);
    EXPECT_EQ(outcome(read(this->control_.get(), this->room_.data(), this->room_.size())), 0);
    EXPECT_EQ(this->status().count, 0U);
  }
}

TYPED_TEST(LogTest, AnOrderWhileAJobRunsTakesNothingFromItsLog) {
  const kuipc_fire endless{this->an_offered_context(), this->size, KUIPC_FIRE_MAX_COUNT,
                           millisecond / 10};
  ASSERT_EQ(this->fire(endless), 0);
  EXPECT_EQ(this->fire(endless), -EBUSY);
  EXPECT_TRUE(eventually([this] { return this->status().sent > 0; }));
  EXPECT_EQ(this->stop(), 0);
  EXPECT_GT(outcome(read(this->control_.get(), this->room_.data(), this->room_.size())), 0);
}

TYPED_TEST(LogTest, EveryCallGivesWholeRecordsOrRefuses) {
  for (const Taking& taking : ways_to_take()) {
    SCOPED_TRACE(taking.name);
    this->finish_a_job();
    const long length = taking.take(this->control_.get(), this->room_);
    if (length < 0) {
      EXPECT_TRUE(length == -EINVAL || length == -ESPIPE || length == -EOPNOTSUPP) << length;
      continue;
    }
    EXPECT_GT(length, 0);
    EXPECT_TRUE(this->is_of_one_job(
        std::string_view(this->room_).substr(0, static_cast<std::size_t>(length))));
  }
}

// Longer than what is copied at once, so that the next order comes in the middle of a read.
TYPED_TEST(LogTest, AReadBesideOrdersHasRecordsOfOneJob) {
  std::atomic<bool> over = false;
  unsigned mixed = 0;
  std::thread reader([&] {
    std::string room(64 * sizeof(kuipc_fire_record), '\0');
    while (!over) {
      const long length = outcome(read(this->control_.get(), room.data(), room.size()));
      if (length > 0)
        mixed += !this->is_of_one_job(
            std::string_view(room).substr(0, static_cast<std::size_t>(length)));
    }
  });
  for (int i = 0; i < 20; ++i) this->finish_a_job(40);
  over = true;
  reader.join();
  EXPECT_EQ(mixed, 0U);
}

}  // namespace
}  // namespace kuipc::conformance
