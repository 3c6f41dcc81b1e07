// SPDX-License-Identifier: Apache-2.0
#include "bench/fire.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kuipc {
namespace {

// On the CPU named while it lives, then where this task may run otherwise.
class OnCpu {
 public:
  explicit OnCpu(int cpu) {
    sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(cpu), &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
      throw_errno("sched_setaffinity", "CPU " + std::to_string(cpu));
  }
  OnCpu(const OnCpu&) = delete;
  OnCpu& operator=(const OnCpu&) = delete;
  ~OnCpu() { sched_setaffinity(0, sizeof before_, &before_); }

 private:
  cpu_set_t before_{};
};

}  // namespace

std::uint32_t needed_to_start(std::uint32_t context) {
  switch (context) {
    case KUIPC_FIRE_TASK:
      return KUIPC_STARTS_TASK;
    case KUIPC_FIRE_KTHREAD:
    case KUIPC_FIRE_HARDIRQ_WORK:
      return KUIPC_STARTS_KTHREAD;
    case KUIPC_FIRE_SOFTIRQ:
    case KUIPC_FIRE_HARDIRQ_TASKLET:
      return KUIPC_STARTS_SOFTIRQ;
    default:
      return KUIPC_STARTS_HARDIRQ;
  }
}

FireJob::FireJob(std::string_view stem, const kuipc_fire& order, int cpu) : node_(stem) {
  const OnCpu there(cpu);
  if (order.context != KUIPC_FIRE_TASK) {
    checked(ioctl(node_.descriptor(), KUIPC_IOC_FIRE, &order), "ioctl FIRE", node_.path());
    return;
  }
  sender_ = checked(fork(), "fork", "the sending task");
  if (sender_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    _exit(ioctl(node_.descriptor(), KUIPC_IOC_FIRE, &order) == 0 ? 0 : errno);
  }
}

FireJob::~FireJob() {
  ioctl(node_.descriptor(), KUIPC_IOC_FIRE_STOP);
  if (sender_ > 0) waitpid(sender_, nullptr, 0);
}

kuipc_fire_status FireJob::status() const {
  kuipc_fire_status status{};
  checked(ioctl(node_.descriptor(), KUIPC_IOC_FIRE_STATUS, &status), "ioctl FIRE_STATUS",
          node_.path());
  return status;
}

kuipc_fire_status FireJob::wait() {
  if (sender_ > 0) {
    int ending = 0;
    waitpid(std::exchange(sender_, -1), &ending, 0);
    errno = WIFEXITED(ending) ? WEXITSTATUS(ending) : EINTR;
    if (errno != 0) throw_errno("ioctl FIRE", node_.path());
  }
  kuipc_fire_status now = status();
  for (; now.running != 0; now = status()) usleep(1000);
  return now;
}

std::vector<kuipc_fire_record> FireJob::log() const {
  std::vector<kuipc_fire_record> records(KUIPC_FIRE_LOG);
  const auto bytes =
      checked(read(node_.descriptor(), records.data(), records.size() * sizeof(kuipc_fire_record)),
              "read", node_.path());
  records.resize(static_cast<std::size_t>(bytes) / sizeof(kuipc_fire_record));
  return records;
}

}  // namespace kuipc
