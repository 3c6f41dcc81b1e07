// SPDX-License-Identifier: Apache-2.0
#include "bench/counters.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace kuipc {
namespace {

struct Kind {
  std::uint32_t type;
  std::uint64_t config;
};

constexpr std::array<Kind, Counters::events> kinds{
    {{PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
     {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
     {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES}}};

int open_event(const Kind& kind, int leader) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = kind.type;
  attributes.config = kind.config;
  if (leader < 0) attributes.disabled = 1;  // the group follows its leader
  attributes.exclude_hv = 1;
  attributes.read_format =
      PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  return static_cast<int>(
      syscall(SYS_perf_event_open, &attributes, 0, -1, leader, PERF_FLAG_FD_CLOEXEC));
}

std::string reason(int error) {
  if (error == EACCES || error == EPERM)
    return "not permitted; run as root or set kernel.perf_event_paranoid to 1 or less";
  if (error == ENOENT || error == ENODEV || error == EOPNOTSUPP)
    return "this machine has no such counter; a virtual machine gets one where its host allows it";
  return std::strerror(error);
}

}  // namespace

Counters::Counters() {
  for (std::size_t event = 0; event < events; ++event) {
    const int descriptor = open_event(kinds[event], leader_);
    if (descriptor < 0) {
      missing_[event] = reason(errno);
      continue;
    }
    descriptors_[event] = Descriptor(descriptor);
    if (leader_ < 0) leader_ = descriptor;
  }
}

void Counters::control(unsigned long command) const noexcept {
  if (leader_ >= 0) ioctl(leader_, command, PERF_IOC_FLAG_GROUP);
}

void Counters::start() noexcept {
  control(PERF_EVENT_IOC_RESET);
  control(PERF_EVENT_IOC_ENABLE);
}

Counters::Counts Counters::stop() noexcept {
  control(PERF_EVENT_IOC_DISABLE);
  // perf_event_open(2), "Reading results", PERF_FORMAT_GROUP: in the order in which they were
  // opened.
  struct {
    std::uint64_t number, enabled, running, values[events];
  } group{};
  Counts counts{};
  if (leader_ < 0 || read(leader_, &group, sizeof group) < 0) return counts;
  // These two add up over the starts, unlike the values.
  const std::uint64_t enabled = group.enabled - std::exchange(enabled_, group.enabled);
  const std::uint64_t running = group.running - std::exchange(running_, group.running);
  if (running == 0) return counts;
  const double scale = static_cast<double>(enabled) / static_cast<double>(running);
  std::size_t next = 0;
  for (std::size_t event = 0; event < events; ++event)
    if (missing_[event].empty()) counts[event] = scale * static_cast<double>(group.values[next++]);
  return counts;
}

}  // namespace kuipc
