// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/stuck.h"

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

namespace kuipc::conformance {
namespace {

// A page that userfaultfd(2) was to bring, and nobody does.
class NeverThere {
 public:
  NeverThere() {
    uffdio_api version{.api = UFFD_API, .features = 0, .ioctls = 0};
    checked(ioctl(faults_.get(), UFFDIO_API, &version), "ioctl UFFDIO_API", "userfaultfd");
    void* page = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) throw_errno("mmap", "a page that never comes");
    page_ = static_cast<std::byte*>(page);
    uffdio_register range{};
    range.range = {reinterpret_cast<__u64>(page), size_};
    range.mode = UFFDIO_REGISTER_MODE_MISSING;
    checked(ioctl(faults_.get(), UFFDIO_REGISTER, &range), "ioctl UFFDIO_REGISTER", "userfaultfd");
  }
  [[nodiscard]] std::span<std::byte> bytes() const { return {page_, size_}; }
  [[nodiscard]] bool is_awaited() const {
    pollfd told{faults_.get(), POLLIN, 0};
    return poll(&told, 1, 10) > 0;
  }

 private:
  std::size_t size_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  Descriptor faults_{checked(static_cast<int>(syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK)),
                             "userfaultfd", "")};
  std::byte* page_ = nullptr;
};

[[noreturn]] void wait_for_ever(const std::function<void(std::span<std::byte>)>& call, int told) {
  const NeverThere memory;
  std::atomic<bool> returned = false;
  std::thread([&] {
    error_of([&] { call(memory.bytes()); });
    returned = true;
  }).detach();
  while (!memory.is_awaited() && !returned) {
  }
  if (write(told, "x", 1) != 1) _exit(1);
  for (;;) pause();
}

}  // namespace

Stuck::Stuck(const std::function<void(std::span<std::byte>)>& call) {
  std::array<int, 2> ends{};
  checked(pipe2(ends.data(), O_CLOEXEC), "pipe2", "test child");
  std::fflush(nullptr);
  process_ = checked(fork(), "fork", "test child");
  if (process_ == 0) {
    const int error = error_of([&] { wait_for_ever(call, ends[1]); });
    _exit(error);
  }
  close(ends[1]);
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 1) << "the child ended";
  close(ends[0]);
}

Stuck::~Stuck() {
  if (process_ > 0) dies();
}

bool Stuck::dies() {
  kill(process_, SIGKILL);
  const bool gone = eventually([this] { return waitpid(process_, nullptr, WNOHANG) == process_; });
  process_ = -1;
  return gone;
}

bool finishes(const std::function<int()>& body) {
  std::fflush(nullptr);
  const pid_t child = checked(fork(), "fork", "test child");
  if (child == 0) {
    int status = 1;
    const int error = error_of([&] { status = body(); });
    _exit(error != 0 ? error : status);
  }
  int status = -1;
  if (eventually([&] { return waitpid(child, &status, WNOHANG) == child; })) return status == 0;
  kill(child, SIGKILL);
  return false;
}

}  // namespace kuipc::conformance
