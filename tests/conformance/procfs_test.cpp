// SPDX-License-Identifier: Apache-2.0
// procfs's particulars: a message is a file's content, read from a position, and the file may
// outlive the module.
#include "common/procfs.h"
#include "tests/conformance/file_test.h"

namespace kuipc::conformance {
namespace {

struct ProcfsFile {
  static constexpr const char* stem = "procfs";
  static constexpr const char* path = KUIPC_PROCFS_PATH;
};
using ProcfsTest = FileTest<ProcfsFile>;

TEST_F(ProcfsTest, AFileWithoutAMessageIsEmpty) {
  EXPECT_EQ(take(64), 0);
}

TEST_F(ProcfsTest, AReadBeginsAtTheStartOfWhatWasWritten) {
  EXPECT_EQ(put(64), 64);
  EXPECT_EQ(take(128), 64);
  Message(64).expect(std::span(bytes_).first(64), "read");
}

TEST_F(ProcfsTest, AMessageCanBeReadInParts) {
  put(64);
  EXPECT_EQ(take(40), 40);
  EXPECT_EQ(take(40), 24);
  EXPECT_EQ(take(40), 0);
}

TEST_F(ProcfsTest, AMessageReadInPartsIsCountedOnce) {
  const ControlNode control("procfs");
  put(64);
  const kuipc_stats before = control.stats();
  take(40);
  EXPECT_EQ(control.stats().sent, before.sent);
  take(40);
  EXPECT_EQ(control.stats().sent, before.sent + 1);
  EXPECT_EQ(control.stats().bytes_sent, before.bytes_sent + 64);
}

TEST_F(ProcfsTest, PreadGivesTheMessageAsOftenAsAsked) {
  put(64);
  std::array<std::byte, 64> room{};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(outcome(pread(file_.get(), room.data(), room.size(), 0)), 64);
    Message(64).expect(room, "pread");
  }
}

TEST_F(ProcfsTest, ReadingBehindTheMessageGivesNothing) {
  put(64);
  std::byte byte{};
  EXPECT_EQ(outcome(pread(file_.get(), &byte, 1, 64)), 0);
  EXPECT_EQ(outcome(pread(file_.get(), &byte, 1, 1L << 40)), 0);
}

TEST_F(ProcfsTest, AWriteReplacesTheMessage) {
  put(96);
  put(64);
  EXPECT_EQ(take(128), 64);
}

TEST_F(ProcfsTest, AWriteOfNoBytesIsAMessageOfNoBytes) {
  put(64);
  EXPECT_EQ(put(0), 0);
  EXPECT_EQ(take(64), 0);
}

TEST_F(ProcfsTest, AMessageTooLargeLeavesTheOneBefore) {
  put(64);
  EXPECT_EQ(put(KUIPC_MAX_MESSAGE + 1), -EMSGSIZE);
  EXPECT_EQ(take(128), 64);
}

TEST_F(ProcfsTest, AFaultingWriteLeavesNoMessage) {
  put(64);
  const Fenced memory(4096);
  EXPECT_EQ(outcome(write(file_.get(), memory.unmapped().data(), 64)), -EFAULT);
  EXPECT_EQ(take(64), 0);
}

TEST_F(ProcfsTest, AFaultingReadLeavesTheMessage) {
  put(64);
  const Fenced memory(4096);
  EXPECT_EQ(outcome(read(file_.get(), memory.unmapped().data(), 64)), -EFAULT);
  EXPECT_EQ(take(64), 64);
}

TEST_F(ProcfsTest, SeekingToTheStartReadsItAgain) {
  put(64);
  take(64);
  EXPECT_EQ(outcome(lseek(file_.get(), 0, SEEK_SET)), 0);
  EXPECT_EQ(take(64), 64);
}

TEST_F(ProcfsTest, AnOrdinaryUserCannotOpenIt) {
  EXPECT_EQ(in_child([] {
              become_user(1000);
              return error_of([] { open_it(); });
            }),
            EACCES);
}

TEST_F(ProcfsTest, TheModuleGoesUnderAnOpenFile) {
  EXPECT_EQ(unload("procfs"), 0);
}

TEST_F(ProcfsTest, AFileWhoseModuleIsGoneGivesEio) {
  put(64);
  ASSERT_EQ(unload("procfs"), 0);
  EXPECT_EQ(take(64), -EIO);
  EXPECT_EQ(put(64), -EIO);
}

TEST_F(ProcfsTest, AFileOfTheFormerLoadStaysDead) {
  put(64);
  ASSERT_EQ(unload("procfs"), 0);
  ASSERT_EQ(load("procfs"), 0);
  EXPECT_EQ(take(64), -EIO);
}

TEST_F(ProcfsTest, WhatAnOpenFileHeldIsCountedOutAtUnload) {
  put(64);
  ASSERT_EQ(unload("procfs"), 0);
  ASSERT_EQ(load("procfs"), 0);
  EXPECT_EQ(ControlNode("procfs").stats().openers, 0U);
}

TEST_F(ProcfsTest, ItUnloadsWhileAnotherTaskIsReading) {
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
  EXPECT_EQ(unload("procfs"), 0);
  EXPECT_EQ(reader.result(), -EIO);
}

}  // namespace
}  // namespace kuipc::conformance
