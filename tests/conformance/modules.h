// SPDX-License-Identifier: Apache-2.0
// Loading and unloading the modules of the test kernel, which lie at /kuipc/modules.
#pragma once

#include <string>
#include <vector>

#include "tests/conformance/support.h"

namespace kuipc::conformance {

[[nodiscard]] bool is_loaded(const std::string& stem);

// The errno of delete_module(2) that does not wait; 0 when the module is gone.
int unload(const std::string& stem);
// The errno of finit_module(2); 0 when the module is there.
int load(const std::string& stem, const std::string& parameters = "");
// Nothing where the module has an obstacle: it was not there before either.
void load_if_missing(const std::string& stem);

// The errno of unloading it, tried again as long as somebody is using it.
int unload_when_unused(const std::string& stem);

// Why the module cannot be loaded in this kernel; "" when nothing is in its way.
std::string obstacle_of(const std::string& stem);

// What is left in /dev, /proc, /sys and debugfs of what the module makes there.
std::vector<std::string> traces_of(const std::string& stem);

}  // namespace kuipc::conformance
