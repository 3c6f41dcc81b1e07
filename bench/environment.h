// SPDX-License-Identifier: Apache-2.0
// environment.json: what only the inside can know of the machine and the kernel under test.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bench/run.h"

namespace kuipc {

class Environment {
 public:
  // Looks around; the run's load is that of this moment.
  Environment(const Options& options, const Run& run);
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment();

  // Adds a sentence that says what is wrong and what mends it.
  void warn(const std::string& sentence);

  // Writes environment.json to folder, in the shape of the result schema. May be called again.
  void write(const std::filesystem::path& folder) const;

 private:
  std::unique_ptr<nlohmann::json> json_;
};

}  // namespace kuipc
