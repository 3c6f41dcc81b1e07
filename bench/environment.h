// SPDX-License-Identifier: Apache-2.0
// What only the inside can know of the machine and the kernel under test.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "bench/run.h"

namespace kuipc {

// Whether this CPU is emulated (QEMU TCG), from CPUID's hypervisor leaf.
bool emulated();

// environment.json: machine, subject and the run's warnings, in the shape of the result schema.
nlohmann::json environment(const Options& options);

}  // namespace kuipc
