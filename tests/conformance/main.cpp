// SPDX-License-Identifier: Apache-2.0
// GoogleTest's main, with a limit of time for each case: one that waits for ever ends the binary by
// SIGALRM, behind its name on the console, and does not hold the test kernel until somebody looks.
// It is above the patience of eventually() (support.h), which is for the case itself to tell of,
// and below that of the runner with a console that says nothing, which is longer on a kernel that
// checks itself.
#include <gtest/gtest.h>
#include <unistd.h>

namespace {

// Only that kernel injects faults.
unsigned limit_seconds() {
  return access("/proc/self/fail-nth", F_OK) == 0 ? 500 : 90;
}

class TimeLimit : public ::testing::EmptyTestEventListener {
  void OnTestStart(const ::testing::TestInfo& /*test*/) override { alarm(limit_seconds()); }
  void OnTestEnd(const ::testing::TestInfo& /*test*/) override { alarm(0); }
};

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  // GoogleTest owns its listeners.
  ::testing::UnitTest::GetInstance()->listeners().Append(new TimeLimit);
  return RUN_ALL_TESTS();
}
