// SPDX-License-Identifier: Apache-2.0
#include "bench/environment.h"

#include <cpuid.h>
#include <gnu/libc-version.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

namespace kuipc {
namespace {

// The whole of a small file without its last newline; "" when it cannot be read.
std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\0')) text.pop_back();
  return text;
}

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(": ") + 2);
  return "unknown";
}

nlohmann::json mitigations() {
  nlohmann::json result = nlohmann::json::object();
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator("/sys/devices/system/cpu/vulnerabilities", ignored))
    result[entry.path().filename().string()] = contents(entry.path());
  return result;
}

}  // namespace

// CPUID leaf 1, ECX: set by hypervisors and emulators, never by a CPU (AMD, APM volume 3).
constexpr unsigned int hypervisor_bit = 1u << 31;

bool emulated() {
  unsigned int eax = 0;
  unsigned int words[3] = {};
  if (!__get_cpuid(1, &eax, &words[0], &words[1], &words[2]) || !(words[1] & hypervisor_bit))
    return false;
  __cpuid(0x40000000, eax, words[0], words[1], words[2]);
  return std::memcmp(words, "TCGTCGTCGTCG", sizeof words) == 0;
}

nlohmann::json environment(const Options& options) {
  utsname system{};
  uname(&system);
  nlohmann::json json;
  json["machine"] = {{"clock", name_of(options.clock)},
                     {"cpu_model", cpu_model()},
                     {"cpus", sysconf(_SC_NPROCESSORS_ONLN)},
                     {"emulated", emulated()},
                     {"clocksource",
                      contents("/sys/devices/system/clocksource/clocksource0/current_clocksource")}};
  json["subject"]["kernel"] = {{"release", system.release},
                               {"version", system.version},
                               {"compiler", contents("/proc/version")},
                               {"cmdline", contents("/proc/cmdline")},
                               {"mitigations", mitigations()}};
  json["subject"]["kuipc"] = {{"compiler", "g++ " __VERSION__}, {"libc", gnu_get_libc_version()}};
  json["run"] = {{"set", name_of(options.set)}, {"warnings", nlohmann::json::array()}};
  return json;
}

}  // namespace kuipc
