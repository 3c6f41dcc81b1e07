// SPDX-License-Identifier: Apache-2.0
#include "bench/fire.h"

#include <pthread.h>
#include <sched.h>

#include <csignal>
#include <future>

namespace kuipc {
namespace {

// The reader's alarm is the reader's: taken here it would end the job.
void take_no_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

void pin_to(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(cpu), &set);
  const int error = pthread_setaffinity_np(pthread_self(), sizeof set, &set);
  if (error != 0)
    throw std::system_error(error, std::generic_category(),
                            "sched_setaffinity CPU " + std::to_string(cpu));
}

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
  std::promise<void> ordered;
  std::future<void> answer = ordered.get_future();
  sender_ = std::thread([this, order, cpu, &ordered] {
    const bool blocks = order.context == KUIPC_FIRE_TASK;
    try {
      take_no_signals();
      pin_to(cpu);
      // A task that sends stays in the call, so its errors show in the status only.
      if (blocks) ordered.set_value();
      const int result = ioctl(node_.descriptor(), KUIPC_IOC_FIRE, &order);
      if (blocks) return;
      checked(result, "ioctl FIRE", node_.path());
      ordered.set_value();
    } catch (...) {
      ordered.set_exception(std::current_exception());
    }
  });
  try {
    answer.get();
  } catch (...) {
    sender_.join();
    throw;
  }
}

FireJob::~FireJob() {
  ioctl(node_.descriptor(), KUIPC_IOC_FIRE_STOP);
  sender_.join();
}

kuipc_fire_status FireJob::status() const {
  kuipc_fire_status status{};
  checked(ioctl(node_.descriptor(), KUIPC_IOC_FIRE_STATUS, &status), "ioctl FIRE_STATUS",
          node_.path());
  return status;
}

kuipc_fire_status FireJob::wait() const {
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
