// SPDX-License-Identifier: Apache-2.0
// debugfs's particulars: a file for root alone that pins its module.
#include "common/debugfs.h"
#include "tests/conformance/file_test.h"

namespace kuipc::conformance {
namespace {

struct DebugfsFile {
  static constexpr const char* stem = "debugfs";
  static constexpr const char* path = KUIPC_DEBUGFS_PATH;
};
using DebugfsTest = FileTest<DebugfsFile>;

TEST_F(DebugfsTest, AMessageCanBeReadInPartsAndIsCountedOnce) {
  const ControlNode control("debugfs");
  put(64);
  const kuipc_stats before = control.stats();
  EXPECT_EQ(take(40), 40);
  EXPECT_EQ(control.stats().sent, before.sent);
  EXPECT_EQ(take(40), 24);
  EXPECT_EQ(take(40), 0);
  EXPECT_EQ(control.stats().sent, before.sent + 1);
}

TEST_F(DebugfsTest, AMessageTooLargeLeavesTheOneBefore) {
  put(64);
  EXPECT_EQ(put(KUIPC_MAX_MESSAGE + 1), -EMSGSIZE);
  EXPECT_EQ(take(128), 64);
}

TEST_F(DebugfsTest, AnOpenFilePinsTheModule) {
  EXPECT_EQ(unload("debugfs"), EWOULDBLOCK);
  put(64);
  EXPECT_EQ(take(64), 64);
  file_ = Descriptor{};
  EXPECT_EQ(unload("debugfs"), 0);
}

}  // namespace
}  // namespace kuipc::conformance
