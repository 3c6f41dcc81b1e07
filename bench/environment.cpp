// SPDX-License-Identifier: Apache-2.0
#include "bench/environment.h"

#include <gnu/libc-version.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "bench/machine.h"
#include "bench/results.h"
#include "bench/wall_record.h"
#include "bench/warnings.h"

namespace kuipc {
namespace {

using Json = nlohmann::json;

Json mitigations() {
  Json result = Json::object();
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator("/sys/devices/system/cpu/vulnerabilities", ignored))
    result[entry.path().filename().string()] = contents(entry.path());
  return result;
}

// Absent files are null: a guest has no frequency to set.
Json content_or_null(const char* path) {
  const std::string text = contents(path);
  return text.empty() ? Json(nullptr) : Json(text);
}

// What moves a measured time without being the subject.
Json conditions() {
  return {{"governor", content_or_null("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")},
          {"no_turbo", content_or_null("/sys/devices/system/cpu/intel_pstate/no_turbo")},
          {"boost", content_or_null("/sys/devices/system/cpu/cpufreq/boost")},
          {"smt_active", content_or_null("/sys/devices/system/cpu/smt/active")},
          {"idle_driver", content_or_null("/sys/devices/system/cpu/cpuidle/current_driver")},
          {"isolated", content_or_null("/sys/devices/system/cpu/isolated")},
          {"clocksource", clocksource()},
          {"randomised_addresses", randomised_addresses()},
          {"load_average", load_average()}};
}

Json machine(const Options& options) {
  const std::string monitor = hypervisor();
  return {{"clock", name_of(options.clock)},
          {"cpu_model", cpu_model()},
          {"cpus", sysconf(_SC_NPROCESSORS_ONLN)},
          {"emulated", emulated()},
          {"hypervisor", monitor.empty() ? Json(nullptr) : Json(monitor)},
          {"conditions", conditions()}};
}

Json kernel() {
  utsname system{};
  uname(&system);
  return {{"release", system.release},
          {"version", system.version},
          {"compiler", contents("/proc/version")},
          {"cmdline", contents("/proc/cmdline")},
          {"mitigations", mitigations()}};
}

Json wall_clock(const Wall& wall) {
  const double cost = static_cast<double>(own_cost(wall.clock)) * wall.clock.ns_per_tick;
  return {{"reads", wall.clock.tsc ? "tsc" : "clock_gettime"},
          {"ns_per_tick", wall.clock.ns_per_tick},
          {"cost_ns", cost},
          {"cpu", wall.pinning.cpu < 0 ? Json(nullptr) : Json(wall.pinning.cpu)}};
}

}  // namespace

Environment::Environment(const Options& options, const Run& run) : json_(std::make_unique<Json>()) {
  Json& json = *json_;
  json["machine"] = machine(options);
  json["subject"]["kernel"] = kernel();
  json["subject"]["kuipc"] = {{"compiler", "g++ " __VERSION__}, {"libc", gnu_get_libc_version()}};
  json["run"] = {{"set", name_of(options.set)}, {"warnings", warnings(run)}};
  if (run.wall != nullptr) json["run"]["wall_clock"] = wall_clock(*run.wall);
}

Environment::~Environment() = default;

void Environment::warn(const std::string& sentence) {
  (*json_)["run"]["warnings"].push_back(sentence);
}

void Environment::write(const std::filesystem::path& folder) const {
  write_json(folder / "environment.json", *json_);
}

}  // namespace kuipc
