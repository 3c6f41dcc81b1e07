// SPDX-License-Identifier: Apache-2.0
// seqfile's particulars: a record is made at position 0 and read from there on, and the file may
// outlive the module.
#include "common/seqfile.h"
#include "tests/conformance/file_test.h"

namespace kuipc::conformance {
namespace {

struct SeqfileFile {
  static constexpr const char* stem = "seqfile";
  static constexpr const char* path = KUIPC_SEQFILE_PATH;
};
using SeqfileTest = FileTest<SeqfileFile>;

TEST_F(SeqfileTest, AFileWithoutAMessageIsEmpty) {
  EXPECT_EQ(take(64), 0);
}

TEST_F(SeqfileTest, AMessageCanBeReadInPartsAndIsCountedOnce) {
  const ControlNode control("seqfile");
  put(64);
  const kuipc_stats before = control.stats();
  EXPECT_EQ(take(40), 40);
  EXPECT_EQ(control.stats().sent, before.sent);
  EXPECT_EQ(take(40), 24);
  EXPECT_EQ(take(40), 0);
  EXPECT_EQ(control.stats().sent, before.sent + 1);
  EXPECT_EQ(control.stats().bytes_sent, before.bytes_sent + 64);
}

TEST_F(SeqfileTest, ARecordIsMadeOnceAndHandedOutInPieces) {
  put(64);
  take(40);
  put(96);
  bytes_.resize(128);
  EXPECT_EQ(outcome(pread(file_.get(), bytes_.data(), bytes_.size(), 40)), 24);
  EXPECT_EQ(take(128), 96);
}

TEST_F(SeqfileTest, ARecordOfAWholePageAndMoreComesWhole) {
  for (const std::size_t size : {4095UL, 4096UL, 4097UL, 8192UL, 65536UL}) {
    ASSERT_EQ(put(size), static_cast<long>(size));
    bytes_.resize(size);
    EXPECT_EQ(outcome(pread(file_.get(), bytes_.data(), size, 0)), static_cast<long>(size));
    Message(size).expect(bytes_, "pread");
  }
}

TEST_F(SeqfileTest, AWriteSetsThePositionBack) {
  put(64);
  take(64);
  put(96);
  EXPECT_EQ(take(128), 96);
}

TEST_F(SeqfileTest, SeqFileAllowsNoWriteAtAPosition) {
  EXPECT_EQ(outcome(pwrite(file_.get(), Message(64).bytes().data(), 64, 0)), -ESPIPE);
}

TEST_F(SeqfileTest, AFileWhoseModuleIsGoneGivesEio) {
  put(64);
  ASSERT_EQ(unload("seqfile"), 0);
  EXPECT_EQ(take(64), -EIO);
  EXPECT_EQ(put(64), -EIO);
  ASSERT_EQ(load("seqfile"), 0);
  EXPECT_EQ(take(64), -EIO);
  EXPECT_EQ(ControlNode("seqfile").stats().openers, 0U);
}

}  // namespace
}  // namespace kuipc::conformance
