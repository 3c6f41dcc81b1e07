// SPDX-License-Identifier: Apache-2.0
#include "bench/warnings.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "bench/machine.h"
#include "bench/wall_record.h"

namespace kuipc {
namespace {

using Sentences = std::vector<std::string>;

void about_frequency(Sentences& list) {
  const std::string governor = contents("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  if (!governor.empty() && governor != "performance")
    list.push_back(
        fmt::format("The frequency governor is {}, so the CPU's speed follows its load; "
                    "set it with: cpupower frequency-set -g performance",
                    governor));
  if (contents("/sys/devices/system/cpu/intel_pstate/no_turbo") == "0")
    list.emplace_back(
        "Turbo is on, so the CPU's speed follows its temperature; turn it off with: "
        "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo");
  else if (contents("/sys/devices/system/cpu/cpufreq/boost") == "1")
    list.emplace_back(
        "Boost is on, so the CPU's speed follows its temperature; turn it off with: "
        "echo 0 > /sys/devices/system/cpu/cpufreq/boost");
}

void about_neighbours(Sentences& list) {
  if (contents("/sys/devices/system/cpu/smt/active") == "1")
    list.emplace_back(
        "SMT is on, so another thread may share the core; turn it off with: "
        "echo off > /sys/devices/system/cpu/smt/control");
  if (!hypervisor().empty() && !emulated())
    list.push_back(
        fmt::format("This is a virtual machine ({}) whose host may take the CPU away at "
                    "any moment; trust medians, and measure tails on a real machine.",
                    hypervisor()));
  if (const double load = load_average(); load > 0.5)
    list.push_back(
        fmt::format("Other work was running at the start (load average {:.2f}); stop it, "
                    "or read medians only.",
                    load));
}

void about_the_clock(Sentences& list, const Wall& wall) {
  if (wall.pinning.cpu < 0)
    list.push_back(
        fmt::format("The run is not pinned to one CPU ({}); let it call "
                    "sched_setaffinity.",
                    wall.pinning.reason));
  if (!wall.clock.tsc)
    list.push_back(
        fmt::format("Times are read by clock_gettime, which costs more than the counter: "
                    "{}; boot with clocksource=tsc where the CPU allows it.",
                    wall.clock.why_not_tsc));
}

// Events that are missing for one reason are one warning.
void about_counters(Sentences& list, const Counters& counters) {
  std::map<std::string, std::string> missing;
  for (const auto event : {Counters::instructions, Counters::cycles, Counters::context_switches})
    if (const std::string& reason = counters.missing(event); !reason.empty()) {
      std::string& names = missing[reason];
      names += names.empty() ? Counters::names[event] : std::string(", ") + Counters::names[event];
    }
  for (const auto& [reason, names] : missing)
    list.push_back(fmt::format("Not counted: {}; {}.", names, reason));
}

void about_the_kernel(Sentences& list) {
  const std::string words = " " + contents("/proc/cmdline") + " ";
  if (words.find(" mitigations=off ") != std::string::npos)
    list.emplace_back(
        "The kernel runs without mitigations, so entering it costs less than usual; "
        "boot without mitigations=off to compare with others.");
  if (randomised_addresses())
    list.emplace_back(
        "Addresses are randomised, so runs differ by where their pages lie; "
        "start it under: setarch --addr-no-randomize");
}

}  // namespace

std::vector<std::string> warnings(const Run& run) {
  Sentences list;
  about_the_kernel(list);
  if (run.clock == Clock::counted) return list;
  if (emulated())
    list.emplace_back(
        "EMULATED: these nanoseconds are the emulator's, not those of any machine; "
        "use --clock counted.");
  about_frequency(list);
  about_neighbours(list);
  about_the_clock(list, *run.wall);
  about_counters(list, run.wall->counters);
  return list;
}

std::vector<std::string> late_warnings(const Run& run, const Ending& ending) {
  Sentences list;
  if (ending.settled && !ending.settled->idle)
    list.push_back(
        fmt::format("The guest was not idle even after {} s, so its own work may be in "
                    "the counts; find out with --shell what it is doing.",
                    ending.settled->seconds));
  const double expected = run.clock == Clock::counted ? 1 : 1 / run.wall->clock.ns_per_tsc_tick;
  if (std::abs(ending.tsc_ticks_per_ns / expected - 1) > 0.001)
    list.push_back(
        fmt::format("The time stamp counter made {:.6f} ticks a nanosecond of the kernel's "
                    "clock where {:.6f} were expected; counts hold, since they are read "
                    "from the counter, times do not: repeat the run.",
                    ending.tsc_ticks_per_ns, expected));
  return list;
}

}  // namespace kuipc
