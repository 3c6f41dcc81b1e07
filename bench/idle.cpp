// SPDX-License-Identifier: Apache-2.0
#include "bench/idle.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace kuipc {
namespace {

// The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, ...
struct CpuTicks {
  std::uint64_t busy = 0;
  std::uint64_t idle = 0;
};

CpuTicks cpu_ticks() {
  std::ifstream stat("/proc/stat");
  std::string label;
  stat >> label;
  CpuTicks ticks;
  std::uint64_t value = 0;
  for (int field = 0; field < 8 && stat >> value; ++field)
    (field == 3 || field == 4 ? ticks.idle : ticks.busy) += value;
  return ticks;
}

}  // namespace

std::uint64_t idle_entries() {
  std::ifstream list("/proc/timer_list");
  std::uint64_t sum = 0;
  bool found = false;
  for (std::string line; std::getline(list, line);) {
    if (line.find(".idle_calls") == std::string::npos) continue;
    std::istringstream words(line);
    std::string key;
    std::string colon;
    std::uint64_t value = 0;
    if (words >> key >> colon >> value && key == ".idle_calls") {
      sum += value;
      found = true;
    }
  }
  return found ? sum : cpu_ticks().idle;
}

std::uint64_t busy_ticks() {
  return cpu_ticks().busy;
}

Settled settle(unsigned least) {
  Settled result;
  while (result.seconds < 2 * least && !(result.idle && result.seconds >= least)) {
    const std::uint64_t before = busy_ticks();
    sleep(1);
    ++result.seconds;
    result.idle = busy_ticks() - before <= 1;
  }
  return result;
}

}  // namespace kuipc
