// SPDX-License-Identifier: Apache-2.0
#include "bench/partner.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "bench/descriptor.h"

namespace kuipc {
namespace {

// In the partner.
const std::function<void()>* last_will;

void be_an_orphan(int /*signal*/) {
  (*last_will)();
  _exit(0);
}

// What ends both at once, as Ctrl-C does, would leave nobody to clear away: so the partner ends
// when the harness does, and of nothing that a terminal sends. Held back until the partner has said
// so.
sigset_t hold_back_signals() {
  sigset_t ends;
  sigemptyset(&ends);
  for (const int signal : {SIGINT, SIGQUIT, SIGHUP, SIGTERM}) sigaddset(&ends, signal);
  sigset_t before;
  sigprocmask(SIG_BLOCK, &ends, &before);
  return before;
}

void end_with(pid_t harness, const std::function<void()>& orphaned) {
  last_will = &orphaned;
  for (const int signal : {SIGINT, SIGQUIT, SIGHUP}) std::signal(signal, SIG_IGN);
  std::signal(SIGTERM, be_an_orphan);
  checked(prctl(PR_SET_PDEATHSIG, SIGTERM), "prctl", "PR_SET_PDEATHSIG");
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigprocmask(SIG_UNBLOCK, &ends, nullptr);
  if (getppid() != harness) be_an_orphan(SIGTERM);  // it died before the line above
}

}  // namespace

Partner::LastWords::LastWords() {
  void* page = mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw_errno("mmap", "a shared page");
  text = static_cast<char*>(page);
}

Partner::LastWords::~LastWords() {
  munmap(text, room);
}

Partner::Partner(std::string name, Wake wake, const std::function<void()>& answer,
                 const std::function<void()>& orphaned)
    : name_(std::move(name)), cpu_(cpu_for_partner(wake)) {
  if (wake == Wake::block) turns_.emplace();
  const pid_t harness = getpid();
  const sigset_t before = hold_back_signals();
  pid_ = fork();
  if (pid_ == 0) be_the_partner(harness, answer, orphaned);
  const int error = errno;
  sigprocmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  checked(pid_, "fork", name_);
}

Partner::~Partner() {
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
}

void Partner::be_the_partner(pid_t harness, const std::function<void()>& answer,
                             const std::function<void()>& orphaned) noexcept {
  try {
    end_with(harness, orphaned);
    if (cpu_ >= 0) {
      cpu_set_t one;
      CPU_ZERO(&one);
      CPU_SET(cpu_, &one);
      checked(sched_setaffinity(0, sizeof one, &one), "sched_setaffinity", "to another CPU");
    }
    answer();
  } catch (const std::exception& error) {
    std::strncpy(last_words_.text, error.what(), LastWords::room - 1);
  }
  _exit(1);
}

// Why the partner is no more; "" when it lives. One that has closed its ends may take a while until
// it can be waited for.
std::string Partner::end() const {
  siginfo_t info{};
  for (int attempt = 0; attempt < 100 && info.si_pid != pid_; ++attempt) {
    if (attempt > 0) usleep(10000);
    if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0) break;
  }
  if (info.si_pid != pid_) return {};
  if (last_words_.text[0] != '\0') return fmt::format("failed: {}", last_words_.text);
  if (info.si_code == CLD_EXITED) return fmt::format("ended with status {}", info.si_status);
  return fmt::format("was killed by signal {}", info.si_status);
}

void Partner::blame(const std::exception& error) const {
  const std::string how = end();
  if (how.empty()) throw std::runtime_error(fmt::format("{}: {}", name_, error.what()));
  throw std::runtime_error(fmt::format("{}: the partner process {}", name_, how));
}

}  // namespace kuipc
