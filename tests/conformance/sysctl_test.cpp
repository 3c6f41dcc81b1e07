// SPDX-License-Identifier: Apache-2.0
// sysctl's particulars: one message for all, whole or not at all, root only, and a file that may
// outlive the module.
#include <array>
#include <cstring>

#include "common/sysctl.h"
#include "tests/conformance/file_test.h"

namespace kuipc::conformance {
namespace {

struct SysctlFile {
  static constexpr const char* stem = "sysctl";
  static constexpr const char* path = KUIPC_SYSCTL_PATH;
};
using SysctlTest = FileTest<SysctlFile>;

TEST_F(SysctlTest, AReadAfterAWriteBeginsAtTheStartAndTheNextIsTheEnd) {
  EXPECT_EQ(put(64), 64);
  EXPECT_EQ(take(128), 64);
  Message(64).expect(std::span(bytes_).first(64), "read");
  EXPECT_EQ(take(128), 0);
}

TEST_F(SysctlTest, BytesThatTextWouldEndAtComeBack) {
  const std::string text("a\0b\nc\0", 6);
  ASSERT_EQ(outcome(write(file_.get(), text.data(), text.size())), 6);
  EXPECT_EQ(take(64), 6);
  EXPECT_EQ(std::memcmp(bytes_.data(), text.data(), text.size()), 0);
}

TEST_F(SysctlTest, AMessageStaysWhenItsWriterHasGone) {
  put(64);
  file_ = open_it();
  EXPECT_EQ(take(128), 64);
}

TEST_F(SysctlTest, AWriteOfNoBytesIsAMessageOfNoBytes) {
  put(64);
  EXPECT_EQ(put(0), 0);
  EXPECT_EQ(take(64), 0);
}

TEST_F(SysctlTest, AMessageTooLargeLeavesTheOneBefore) {
  put(64);
  EXPECT_EQ(put(KUIPC_MAX_MESSAGE + 1), -EMSGSIZE);
  EXPECT_EQ(take(128), 64);
}

TEST_F(SysctlTest, TheCoreRefusesACallThatItCannotAllocateFor) {
  EXPECT_EQ(put(5U << 20), -ENOMEM);
}

TEST_F(SysctlTest, AFaultingWriteLeavesTheMessage) {
  put(64);
  const Fenced memory(4096);
  EXPECT_EQ(outcome(write(file_.get(), memory.unmapped().data(), 64)), -EFAULT);
  EXPECT_EQ(take(64), 64);
}

TEST_F(SysctlTest, AnotherUserCannotOpenItWhateverHisCapabilities) {
  EXPECT_EQ(in_child([] {
              checked(seteuid(1000), "seteuid", "test child");
              return error_of([] { open_it(); });
            }),
            EACCES);
}

TEST_F(SysctlTest, TheModuleGoesUnderAnOpenFileWhichThenGivesEnoent) {
  put(64);
  ASSERT_EQ(unload("sysctl"), 0);
  EXPECT_EQ(take(64), -ENOENT);
  EXPECT_EQ(put(64), -ENOENT);
  ASSERT_EQ(load("sysctl"), 0);
  EXPECT_EQ(take(64), -ENOENT);
}

TEST_F(SysctlTest, TheNextLoadHasNothingOfTheFormerOnesMessage) {
  put(64);
  ASSERT_EQ(unload("sysctl"), 0);
  ASSERT_EQ(load("sysctl"), 0);
  file_ = open_it();
  EXPECT_EQ(take(64), 0);
}

TEST_F(SysctlTest, ItUnloadsWhileAnotherTaskIsReading) {
  const int number = file_.get();
  put(64);
  Waiting reader(
      [number] {
        std::array<std::byte, 64> room{};
        long last = 64;
        while (last == 64) last = outcome(pread(number, room.data(), room.size(), 0));
        return last;
      },
      Waiting::running);
  EXPECT_EQ(unload_when_unused("sysctl"), 0);
  EXPECT_EQ(reader.result(), -ENOENT);
}

}  // namespace
}  // namespace kuipc::conformance
