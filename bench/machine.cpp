// SPDX-License-Identifier: Apache-2.0
#include "bench/machine.h"

#include <cpuid.h>
#include <sched.h>
#include <sys/personality.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "bench/clock.h"

namespace kuipc {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\0')) text.pop_back();
  return text;
}

std::string hypervisor() {
  // CPUID leaf 1, ECX: set by hypervisors and emulators, never by a CPU (AMD, APM volume 3).
  constexpr unsigned int hypervisor_bit = 1u << 31;
  unsigned int eax = 0;
  unsigned int ebx = 0;
  unsigned int ecx = 0;
  unsigned int edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx & hypervisor_bit) == 0) return {};
  __cpuid(0x40000000, eax, ebx, ecx, edx);
  const std::array<unsigned int, 3> words{ebx, ecx, edx};
  std::array<char, sizeof words + 1> letters{};
  std::memcpy(letters.data(), words.data(), sizeof words);
  return letters[0] == '\0' ? "unknown" : letters.data();
}

bool emulated() {
  return hypervisor() == "TCGTCGTCGTCG";
}

bool counts_instructions() {
  std::array<std::uint64_t, 101> distances{};
  for (std::uint64_t& distance : distances) {
    const std::uint64_t begin = InstructionClock::now();
    distance = InstructionClock::now() - begin;
  }
  std::sort(distances.begin(), distances.end());
  // A timer tick may lie in one of them.
  return distances.front() == distances[distances.size() - 3] && distances.front() < 16;
}

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(": ") + 2);
  return "unknown";
}

bool randomised_addresses() {
  const int current = personality(0xffffffff);  // asks and changes nothing: personality(2)
  if (current >= 0 && (current & ADDR_NO_RANDOMIZE) != 0) return false;
  return contents("/proc/sys/kernel/randomize_va_space") != "0";
}

double load_average() {
  double minute = 0;
  return getloadavg(&minute, 1) == 1 ? minute : -1;
}

Pinning pin_to_one_cpu() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return {-1, std::strerror(errno)};
  int last = CPU_SETSIZE - 1;
  while (last > 0 && !CPU_ISSET(last, &allowed)) --last;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(last, &one);
  if (sched_setaffinity(0, sizeof one, &one) != 0) return {-1, std::strerror(errno)};
  return {last, {}};
}

}  // namespace kuipc
