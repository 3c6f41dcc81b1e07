// SPDX-License-Identifier: Apache-2.0
// What if memory runs out, or a user copy fails, just there? On a kernel with fault injection (the
// checking kernel has it) every allocation and user copy of an operation fails once, one after the
// other: the operation says so, leaves nothing behind, and works the next time. Whether it really
// left nothing is for the kernel's checkers to say, in the end.
#include <fcntl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <sstream>

#include "tests/conformance/failing.h"
#include "tests/conformance/firing.h"
#include "tests/conformance/modules.h"

namespace kuipc::conformance {
namespace {

class LoadFailureTest : public FailureTest, public ::testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    FailureTest::SetUp();
    if (IsSkipped()) return;
    if (const std::string obstacle = obstacle_of(GetParam()); !obstacle.empty())
      GTEST_SKIP() << obstacle;
  }
  void TearDown() override { load_if_missing(GetParam()); }
};

std::vector<std::string> every_module() {
  std::istringstream stems(KUIPC_STEMS);
  return {std::istream_iterator<std::string>(stems), {}};
}
INSTANTIATE_TEST_SUITE_P(Modules, LoadFailureTest, ::testing::ValuesIn(every_module()),
                         [](const auto& stem) { return stem.param; });

// Most of loading is the kernel's own; our init is at its end.
TEST_P(LoadFailureTest, ItComesWholeOrNotAtAll) {
  constexpr unsigned plenty = 1000000;
  constexpr unsigned of_ours = 80;
  const Descriptor file = open_file("/kuipc/modules/kuipc_" + GetParam() + ".ko", O_RDONLY);
  const auto load_it = [&] { syscall(SYS_finit_module, file.get(), "", 0); };
  if (is_loaded(GetParam())) {
    ASSERT_EQ(unload(GetParam()), 0);
  }
  const unsigned all = plenty - failing(plenty, load_it);
  ASSERT_TRUE(is_loaded(GetParam()));
  unsigned refused = 0;
  for (unsigned nth = all > of_ours ? all - of_ours : 1; nth <= all; ++nth) {
    if (is_loaded(GetParam())) {
      ASSERT_EQ(unload(GetParam()), 0) << nth;
    }
    failing(nth, load_it);
    if (is_loaded(GetParam())) continue;
    ++refused;
    ASSERT_EQ(traces_of(GetParam()), std::vector<std::string>{}) << nth;
  }
  EXPECT_GT(refused, 0U) << "no fault was ever injected";
}

template <class T>
class UseFailureTest : public FailureTest {};
TYPED_TEST_SUITE(UseFailureTest, Carriers, TransportName);

// A fresh opener each time: what a call that failed half-way left is its opener's alone.
TYPED_TEST(UseFailureTest, AFailedRoundTripSaysSoAndSpoilsNothing) {
  const Message message(std::min<std::size_t>(6000, largest_message<TypeParam>()));
  std::vector<std::byte> room(message.size());
  unsigned failures = 0;
  for (unsigned nth = 1; nth < 1000; ++nth) {
    auto transport = opened<TypeParam>();
    std::size_t length = 0;
    int error = 0;
    const unsigned left = this->failing(nth, [&] {
      try {
        error = error_of([&] { length = echo(transport, message.bytes(), room); });
      } catch (const std::bad_alloc&) {
        error = ENOMEM;
      }
    });
    if (error == 0) message.expect(std::span(room).first(length), "round trip");
    failures += error != 0;
    if (left > 0) {
      EXPECT_GT(failures, 0U) << "no fault was ever injected";
      return;
    }
    EXPECT_TRUE(error == 0 || error == ENOMEM || error == EFAULT || error == ENOBUFS) << error;
  }
  FAIL() << "a round trip without end";
}

template <class T>
class FireFailureTest : public FailureTest {
 protected:
  static constexpr __u32 size = static_cast<__u32>(T::info.event_size.value_or(64));

  // One that leaves a log of three records.
  static void finish_a_job(const Descriptor& control) {
    const kuipc_fire order{KUIPC_FIRE_KTHREAD, size, 3, millisecond};
    ASSERT_EQ(ioctl(control.get(), KUIPC_IOC_FIRE, &order), 0);
    kuipc_fire_status status{};
    EXPECT_TRUE(eventually([&] {
      return ioctl(control.get(), KUIPC_IOC_FIRE_STATUS, &status) == 0 && status.running == 0;
    }));
  }
};
TYPED_TEST_SUITE(FireFailureTest, Listeners, TransportName);

TYPED_TEST(FireFailureTest, AnOrderThatFailsLeavesNoJob) {
  TypeParam transport;
  transport.listen(this->size);
  const Descriptor control = open_control<TypeParam>();
  const kuipc_fire order{KUIPC_FIRE_KTHREAD, this->size, 1, millisecond};
  std::array<kuipc_fire_record, 4> log{};
  unsigned failures = 0;
  this->finish_a_job(control);
  for (unsigned nth = 1; nth < 1000; ++nth) {
    int result = 0;
    const unsigned left =
        this->failing(nth, [&] { result = ioctl(control.get(), KUIPC_IOC_FIRE, &order); });
    kuipc_fire_status status{};
    ASSERT_EQ(ioctl(control.get(), KUIPC_IOC_FIRE_STATUS, &status), 0);
    failures += result != 0;
    EXPECT_EQ(status.count, result == 0 ? 1U : 0U) << nth;
    ASSERT_EQ(ioctl(control.get(), KUIPC_IOC_FIRE_STOP), 0);
    // The job before had a log, which is gone.
    if (result != 0) {
      EXPECT_EQ(read(control.get(), log.data(), sizeof log), 0) << nth;
      this->finish_a_job(control);
    }
    if (left == 0) continue;
    EXPECT_GT(failures, 0U) << "no fault was ever injected";
    return;
  }
  FAIL() << "an order without end";
}

}  // namespace
}  // namespace kuipc::conformance
