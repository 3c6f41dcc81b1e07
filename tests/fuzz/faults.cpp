// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/faults.h"

#include <pthread.h>

#include <array>
#include <charconv>
#include <string>

namespace kuipc::fuzz {
namespace {

bool write_text(const std::string& path, std::string_view text) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace

bool Faults::prepare() {
  const std::string folder = "/sys/kernel/debug/";
  bool done = write_text(folder + "fail_page_alloc/min-order", "0");
  for (const char* what : {"failslab", "fail_page_alloc"})
    done &= write_text(folder + what + "/ignore-gfp-wait", "N");
  for (const char* what : {"failslab", "fail_page_alloc", "fail_usercopy"})
    done &= write_text(folder + what + "/verbose", "0");
  return done;
}

Faults::Faults(bool wanted)
    : nth_(wanted ? open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC) : -1) {}

// No signal may come meanwhile: to hand it over, the kernel copies to the user as well.
bool Faults::begin(unsigned nth) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before_);
  std::array<char, 16> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), nth);
  const auto length = static_cast<std::size_t>(written.ptr - text.data());
  const bool begun = pwrite(nth_.get(), text.data(), length, 0) > 0;
  if (!begun) pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  return begun;
}

unsigned Faults::end() {
  std::array<char, 16> text{};
  // This copy may itself be the one that fails, and so may the next.
  const ssize_t length = pread(nth_.get(), text.data(), text.size(), 0);
  while (pwrite(nth_.get(), "0", 1, 0) < 0) {
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  unsigned left = 0;
  if (length > 0) std::from_chars(text.data(), text.data() + length, left);
  return left;
}

}  // namespace kuipc::fuzz
