// SPDX-License-Identifier: Apache-2.0
// Where the partner runs.
#include <fmt/format.h>
#include <sched.h>

#include "bench/machine.h"
#include "bench/partner.h"
#include "bench/peer.h"

namespace kuipc {
namespace {

cpu_set_t allowed_cpus() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  sched_getaffinity(0, sizeof allowed, &allowed);
  return allowed;
}

// Before main, and so before anything pins this process.
const cpu_set_t cpus_at_start = allowed_cpus();

std::string topology(int cpu, const char* what) {
  return contents(fmt::format("/sys/devices/system/cpu/cpu{}/topology/{}", cpu, what));
}

// How well two CPUs suit a pair that spins: threads of one core share it, packages are far apart.
int suits(int cpu, int other) {
  const bool near = topology(cpu, "physical_package_id") == topology(other, "physical_package_id");
  if (!near) return 2;
  return topology(cpu, "core_id") == topology(other, "core_id") ? 1 : 3;
}

}  // namespace

int cpu_for_partner(Wake wake) {
  if (wake == Wake::block) return -1;
  const int mine = sched_getcpu();
  int best = -1;
  int best_suits = 0;
  for (int cpu = CPU_SETSIZE - 1; cpu >= 0; --cpu) {
    if (cpu == mine || !CPU_ISSET(cpu, &cpus_at_start)) continue;
    if (const int one = suits(cpu, mine); one > best_suits) {
      best = cpu;
      best_suits = one;
    }
  }
  if (best < 0)
    throw Unavailable(
        "on one CPU a pair that spins would measure how long a time slice is; give it two CPUs");
  return best;
}

}  // namespace kuipc
