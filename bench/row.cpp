// SPDX-License-Identifier: Apache-2.0
#include "bench/row.h"

#include <nlohmann/json.hpp>

namespace kuipc {

std::string Row::name() const {
  std::string name = workload + "/" + transport;
  if (!variant.empty()) name += "." + variant;
  if (size) name += "/size:" + std::to_string(*size);
  return name;
}

nlohmann::json to_json(const Row& row) {
  nlohmann::json json = {{"name", row.name()},     {"workload", row.workload},
                         {"transport", row.transport}, {"variant", row.variant},
                         {"status", row.status}};
  if (row.size) json["size"] = *row.size;
  if (row.status != "ok") {
    json["reason"] = row.reason;
    return json;
  }
  json["primary"] = "latency";
  json["syscalls"] = row.cost.syscalls;
  json["copies"] = row.cost.copies;
  json["wakeups"] = row.cost.wakeups;
  json["starts"] = row.starts;
  for (const auto& [name, summary] : row.metrics) json["metrics"][name] = to_json(summary);
  return json;
}

}  // namespace kuipc
