// SPDX-License-Identifier: Apache-2.0
// For tests in which the nth allocation or user copy of an operation fails, on a kernel with fault
// injection.
#pragma once

#include <sys/mount.h>

#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "tests/conformance/support.h"

namespace kuipc::conformance {

class FailureTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (access(faults, W_OK) != 0)
      GTEST_SKIP() << "this kernel injects no faults; that of ./tests/run.sh --checking does";
    let_everything_fail();
    nth_ = open_file(faults, O_RDWR);
  }

  // Runs body with the nth allocation or copy failing. How many more it would have taken: 0 when it
  // came to that one.
  template <class Body>
  unsigned failing(unsigned nth, Body&& body) {
    const std::string number = std::to_string(nth);
    checked(pwrite(nth_.get(), number.data(), number.size(), 0), "write", faults);
    body();
    return left();
  }

  // Has each allocation and copy of body fail once, one after the other, and calls look after each
  // with its number. How often one failed.
  template <class Body, class Look>
  unsigned failing_each(Body&& body, Look&& look) {
    constexpr unsigned without_end = 1000;
    for (unsigned nth = 1; nth < without_end; ++nth) {
      const unsigned left = failing(nth, body);
      look(nth);
      if (left > 0) return nth - 1;
    }
    ADD_FAILURE() << "an operation without end";
    return without_end;
  }

 private:
  static constexpr const char* faults = "/proc/thread-self/fail-nth";

  // Not by streams: what they allocate would count.
  static void write_text(const char* path, std::string_view text) {
    const Descriptor file = open_file(path, O_WRONLY);
    checked(write(file.get(), text.data(), text.size()), "write", path);
  }

  // By default the kernel spares allocations that may sleep, and says each failure in the log.
  static void let_everything_fail() {
    mount("debugfs", "/sys/kernel/debug", "debugfs", 0, nullptr);
    for (const char* setting : {"failslab/ignore-gfp-wait", "fail_page_alloc/ignore-gfp-wait"})
      write_text(("/sys/kernel/debug/" + std::string(setting)).c_str(), "N");
    write_text("/sys/kernel/debug/fail_page_alloc/min-order", "0");
    for (const char* what : {"failslab", "fail_page_alloc", "fail_usercopy"})
      write_text(("/sys/kernel/debug/" + std::string(what) + "/verbose").c_str(), "0");
  }

  // Reading says how many are left, and writing 0 ends it.
  unsigned left() {
    std::array<char, 16> text{};
    // This copy may itself be the one that fails.
    const ssize_t length = pread(nth_.get(), text.data(), text.size(), 0);
    const ssize_t ended = pwrite(nth_.get(), "0", 1, 0);
    if (ended < 0) checked(pwrite(nth_.get(), "0", 1, 0), "write", faults);
    unsigned left = 0;
    if (length > 0) std::from_chars(text.data(), text.data() + length, left);
    return left;
  }

  Descriptor nth_;
};

}  // namespace kuipc::conformance
