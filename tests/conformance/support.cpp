// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/support.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>

namespace kuipc::conformance {

namespace {

// No destructor and no exit handler of the parent's may run in its child: they are not the child's.
[[noreturn]] void run_child(const std::function<int()>& body) {
  int status = 255;
  try {
    status = body();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "in the child: %s\n", error.what());
  }
  std::fflush(nullptr);
  _exit(status);
}

}  // namespace

int in_child(const std::function<int()>& body) {
  std::fflush(nullptr);
  const pid_t child = checked(fork(), "fork", "test child");
  if (child == 0) run_child(body);
  int status = 0;
  checked(waitpid(child, &status, 0), "waitpid", "test child");
  if (WIFSIGNALED(status))
    throw std::runtime_error("the child was killed by signal " + std::to_string(WTERMSIG(status)));
  return WEXITSTATUS(status);
}

void drop_net_admin() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  checked(syscall(SYS_capget, &header, sets.data()), "capget", "test child");
  const auto keep = ~CAP_TO_MASK(CAP_NET_ADMIN);
  sets[CAP_TO_INDEX(CAP_NET_ADMIN)].effective &= keep;
  sets[CAP_TO_INDEX(CAP_NET_ADMIN)].permitted &= keep;
  checked(syscall(SYS_capset, &header, sets.data()), "capset", "test child");
}

void become_user(unsigned id) {
  checked(setgroups(0, nullptr), "setgroups", "test child");
  checked(setresgid(id, id, id), "setresgid", "test child");
  checked(setresuid(id, id, id), "setresuid", "test child");
}

bool eventually(const std::function<bool()>& reached) {
  using namespace std::chrono_literals;
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (!reached()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

Fenced::Fenced(std::size_t size) : size_(size) {
  const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t usable = (size + page - 1) / page * page;
  mapped_ = usable + usable + page;
  void* mapping =
      mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) throw_errno("mmap", "fenced memory");
  mapping_ = static_cast<std::byte*>(mapping);
  begin_ = mapping_ + usable - size;
  checked(mprotect(mapping_ + usable, mapped_ - usable, PROT_NONE), "mprotect", "fenced memory");
}

Fenced::~Fenced() {
  munmap(mapping_, mapped_);
}

}  // namespace kuipc::conformance
