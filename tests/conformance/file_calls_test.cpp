// SPDX-License-Identifier: Apache-2.0
// Files are not only read and written: io_uring, preadv2, splice and sendfile come in other ways,
// and some of them without the lock by which the kernel lets one task at a time use a file's
// position. Whatever the call, what comes out is one message that somebody wrote.
#include <poll.h>

#include <atomic>
#include <thread>

#include "tests/conformance/file_calls.h"

namespace kuipc::conformance {
namespace {

template <class T>
class FileCallsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const int error = error_of([] { Ring(); }); error == ENOSYS || error == EPERM)
      GTEST_SKIP() << "this kernel has no io_uring, or keeps us from it";
  }

  // Of a call that this kind of file does not know.
  static bool is_refusal(long result) {
    return result == -EINVAL || result == -ESPIPE || result == -EOPNOTSUPP;
  }

  const Descriptor file_ = open_file_of<T>();
  std::string room_ = std::string(largest_text<T>() + 64, '\0');
};
TYPED_TEST_SUITE(FileCallsTest, FileTransports, TransportName);

TYPED_TEST(FileCallsTest, EveryCallPassesAWholeMessageOrRefuses) {
  const std::string text(2000, '7');
  for (const Putting& putting : ways_to_put())
    for (const Taking& taking : ways_to_take()) {
      SCOPED_TRACE(std::string(putting.name) + ", then " + taking.name);
      const Descriptor file = open_file_of<TypeParam>();
      const long put = putting.put(file.get(), text);
      if (put < 0) {
        EXPECT_TRUE(this->is_refusal(put) && putting.name != ways_to_put().front().name) << put;
        continue;
      }
      EXPECT_EQ(put, static_cast<long>(text.size()));
      lseek(file.get(), 0, SEEK_SET);
      const long taken = taking.take(file.get(), this->room_);
      if (taken < 0) {
        EXPECT_TRUE(this->is_refusal(taken) && taking.name != ways_to_take().front().name) << taken;
        continue;
      }
      EXPECT_EQ(this->room_.substr(0, text.size()), text);
      EXPECT_LE(taken, static_cast<long>(text.size()) + 1);
    }
}

// Each message is larger than the one before, or as large and another: the buffer is replaced, or
// written over.
template <class T>
void write_many(int file, std::atomic<bool>& over) {
  constexpr std::size_t rounds = 160;
  const std::size_t largest = largest_text<T>();
  Ring ring;
  for (std::size_t round = 0; round < rounds; ++round)
    ring.write(file, std::string(largest * (round / 2 + 1) / (rounds / 2) & ~std::size_t{1},
                                 digits[round % digits.size()]));
  over = true;
}

bool is_readable(int file) {
  pollfd readable{file, POLLIN, 0};
  return poll(&readable, 1, 1) > 0;
}

TYPED_TEST(FileCallsTest, TwoTasksOnOneDescriptorSeeWholeMessagesOnly) {
  std::atomic<bool> over = false;
  std::thread writer([&] { write_many<TypeParam>(this->file_.get(), over); });
  unsigned mixed = 0;
  const auto look = [&](long length) {
    if (length > 0)
      mixed += !is_of_one_message(std::string_view(this->room_).substr(0, std::size_t(length)));
  };
  for (unsigned i = 0; !over; ++i) {
    lseek(this->file_.get(), i % 700, SEEK_SET);
    if (is_readable(this->file_.get()))
      look(outcome(read(this->file_.get(), this->room_.data(), this->room_.size())));
    look(outcome(pread(this->file_.get(), this->room_.data(), this->room_.size(), 0)));
  }
  writer.join();
  EXPECT_EQ(mixed, 0U);
}

// What sees two messages in one makes the test worth something.
TEST(FileCallsSelfTest, AMixtureShows) {
  EXPECT_TRUE(is_of_one_message("7777\n"));
  EXPECT_FALSE(is_of_one_message("7778"));
  EXPECT_FALSE(is_of_one_message("kkkk"));
  EXPECT_FALSE(is_of_one_message(std::string(4, '\0')));
}

}  // namespace
}  // namespace kuipc::conformance
