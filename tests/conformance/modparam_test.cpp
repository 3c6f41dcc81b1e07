// SPDX-License-Identifier: Apache-2.0
// modparam's particulars: a message as text, a page at the most, and parameters of the three kinds.
#include <array>
#include <atomic>

#include "common/modparam.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

class ModparamTest : public ::testing::Test {
 protected:
  void TearDown() override { load_if_missing("modparam"); }

  static Descriptor open_it() { return open_file(KUIPC_MODPARAM_PATH, O_RDWR); }
  long put(const std::string& text) {
    return outcome(pwrite(file_.get(), text.data(), text.size(), 0));
  }
  static std::string shown(const std::string& path) {
    const Descriptor file = open_file(path, O_RDONLY);
    std::string text(KUIPC_MODPARAM_PAGE, '\0');
    text.resize(static_cast<std::size_t>(
        checked(read(file.get(), text.data(), text.size()), "read", path)));
    return text;
  }
  static std::string message() { return shown(KUIPC_MODPARAM_PATH); }

  Descriptor file_ = open_it();
};

TEST_F(ModparamTest, TextComesBackWithALineEnd) {
  EXPECT_EQ(put("00ff10"), 6);
  EXPECT_EQ(message(), "00ff10\n");
}

TEST_F(ModparamTest, ALineEndMayBeWritten) {
  EXPECT_EQ(put("00FF\n"), 5);
  EXPECT_EQ(message(), "00ff\n");
}

TEST_F(ModparamTest, EmptyTextIsAMessageOfNoBytes) {
  put("00");
  EXPECT_EQ(put("\n"), 1);
  EXPECT_EQ(message(), "\n");
}

TEST_F(ModparamTest, AWriteOfNoBytesReachesNobody) {
  put("00");
  EXPECT_EQ(put(""), 0);
  EXPECT_EQ(message(), "00\n");
}

TEST_F(ModparamTest, WhatIsNoHexadecimalNumberIsInvalidAndLeavesNothing) {
  for (const char* text : {"0", "0g", "zz", "00 11", "000\n"}) {
    put("11");
    EXPECT_EQ(put(text), -EINVAL) << text;
    EXPECT_EQ(message(), "\n") << text;
  }
}

TEST_F(ModparamTest, APageOfTextIsTooMuchAndLeavesTheMessage) {
  put("11");
  EXPECT_EQ(put(std::string(KUIPC_MODPARAM_PAGE, '0')), -EMSGSIZE);
  EXPECT_EQ(put(std::string(3 * std::size_t{KUIPC_MODPARAM_PAGE}, '0')), -EMSGSIZE);
  EXPECT_EQ(message(), "11\n");
}

TEST_F(ModparamTest, AFaultingWriteLeavesTheMessage) {
  put("11");
  const Fenced memory(4096);
  EXPECT_EQ(outcome(write(file_.get(), memory.unmapped().data(), 64)), -EFAULT);
  EXPECT_EQ(message(), "11\n");
}

TEST_F(ModparamTest, AFaultingReadIsAFault) {
  put("11");
  const Fenced memory(4096);
  EXPECT_EQ(outcome(pread(file_.get(), memory.unmapped().data(), 64, 0)), -EFAULT);
}

TEST_F(ModparamTest, TheModuleGoesUnderAnOpenFileWhichThenGivesEnodev) {
  put("11");
  ASSERT_EQ(unload("modparam"), 0);
  char byte = 0;
  EXPECT_EQ(outcome(pread(file_.get(), &byte, 1, 0)), -ENODEV);
  EXPECT_EQ(put("11"), -ENODEV);
  ASSERT_EQ(load("modparam"), 0);
  EXPECT_EQ(put("11"), -ENODEV);
}

TEST_F(ModparamTest, TheMessageCanBeGivenWhenTheModuleIsLoaded) {
  ASSERT_EQ(unload("modparam"), 0);
  ASSERT_EQ(load("modparam", "message=c0ffee"), 0);
  EXPECT_EQ(message(), "c0ffee\n");
}

TEST_F(ModparamTest, ThreeKindsOfParameterAreTakenAtLoad) {
  ASSERT_EQ(unload("modparam"), 0);
  ASSERT_EQ(load("modparam", "number=-7 list=1,22,333 text=\"two words\""), 0);
  EXPECT_EQ(shown(KUIPC_MODPARAM_FOLDER "number"), "-7\n");
  EXPECT_EQ(shown(KUIPC_MODPARAM_FOLDER "list"), "1,22,333\n");
  EXPECT_EQ(shown(KUIPC_MODPARAM_FOLDER "text"), "two words\n");
}

TEST_F(ModparamTest, AParameterThatIsNoneOfItsKindKeepsTheModuleOut) {
  ASSERT_EQ(unload("modparam"), 0);
  EXPECT_EQ(load("modparam", "number=seven"), EINVAL);
  EXPECT_EQ(load("modparam", "list=1,2,3,4,5,6,7,8,9"), EINVAL);
  EXPECT_EQ(load("modparam", "message=0"), EINVAL);
  EXPECT_FALSE(is_loaded("modparam"));
}

TEST_F(ModparamTest, ItUnloadsWhileAnotherTaskIsReading) {
  const int number = file_.get();
  put("11");
  std::atomic<bool> enough = false;
  Waiting reader(
      [&, number] {
        std::array<char, 64> room{};
        long last = 3;
        while (last == 3 && !enough) last = outcome(pread(number, room.data(), room.size(), 0));
        return last;
      },
      Waiting::running);
  const int error = unload_when_unused("modparam");
  enough = error != 0;
  EXPECT_EQ(error, 0);
  EXPECT_EQ(reader.result(), -ENODEV);
}

}  // namespace
}  // namespace kuipc::conformance
