// SPDX-License-Identifier: Apache-2.0
// A memory cgroup of one's own, and what the kernel has charged to it.
#pragma once

#include <string>

namespace kuipc::conformance {

// Why there can be none in this kernel; "" when there can.
std::string memory_group_obstacle();

// Moves the calling process, a test's child, into a cgroup that is empty but for it.
void enter_memory_group();

// Bytes that are charged to that cgroup, user memory and all.
long charged_to_us();

}  // namespace kuipc::conformance
