// SPDX-License-Identifier: Apache-2.0
// What the kernel and the CPU say of the machine.
#pragma once

#include <filesystem>
#include <string>

namespace kuipc {

// The whole of a small file without its last newline; "" when it cannot be read.
std::string contents(const std::filesystem::path& path);

// Who runs this CPU, as CPUID's hypervisor leaf tells: "" for a real machine, else the twelve
// letters of the hypervisor, "KVMKVMKVM" or "TCGTCGTCGTCG", or "unknown".
std::string hypervisor();

// Whether this CPU is emulated by QEMU's TCG.
bool emulated();

// Whether the time stamp counter counts instructions, as under icount with shift=0: then pairs of
// readings are all one small number apart.
bool counts_instructions();

// "model name" of /proc/cpuinfo, or "unknown".
std::string cpu_model();

// Whether the kernel puts this process at random addresses.
bool randomised_addresses();

// The number of runnable tasks, averaged over a minute; negative when unknown.
double load_average();

struct Pinning {
  int cpu = -1;        // the only CPU that this thread may run on; -1: any
  std::string reason;  // why it could not be pinned
};

// Binds this thread, and what it forks, to the last CPU it may use: the first ones tend to take the
// interrupts.
Pinning pin_to_one_cpu();

}  // namespace kuipc
