// SPDX-License-Identifier: Apache-2.0
#include "bench/row.h"

#include <nlohmann/json.hpp>

namespace kuipc {

std::string Row::name() const {
  std::string name = workload + "/" + transport;
  if (!variant.empty()) name += "." + variant;
  if (!ctx.empty()) name += "/ctx:" + ctx;
  if (size) name += "/size:" + std::to_string(*size);
  if (!wake.empty()) name += "/wake:" + wake;
  return name;
}

void Row::add(const EventCounts& counts, const EventSeries& more) {
  events = events.value_or(EventCounts{});
  *events += counts;
  for (const auto& [metric, values] : more) series[metric].merge(values);
  if (const auto latency = more.find("latency"); latency != more.end())
    repetitions.push_back(static_cast<double>(latency->second.quantile(0.5)));
}

nlohmann::json to_json(const Row& row) {
  nlohmann::json json = {{"name", row.name()},
                         {"workload", row.workload},
                         {"transport", row.transport},
                         {"variant", row.variant},
                         {"status", row.status}};
  if (row.size) json["size"] = *row.size;
  if (!row.ctx.empty()) json["ctx"] = row.ctx;
  if (!row.wake.empty()) json["wake"] = row.wake;
  if (row.status != "ok") {
    json["reason"] = row.reason;
    return json;
  }
  json["primary"] = "latency";
  json["syscalls"] = row.cost.syscalls;
  json["copies"] = row.cost.copies;
  json["wakeups"] = row.cost.wakeups;
  json["starts"] = row.starts;
  if (row.events) {
    const EventCounts& events = *row.events;
    json.update({{"intended", events.intended},
                 {"skipped", events.skipped},
                 {"sent", events.sent},
                 {"received", events.received},
                 {"dropped", events.dropped},
                 {"coalesced", events.coalesced},
                 {"unread", events.unread},
                 {"wakeups_seen", events.wakeups},
                 {"overruns", events.overruns}});
  }
  for (const auto& [name, summary] : row.metrics) json["metrics"][name] = to_json(summary);
  return json;
}

}  // namespace kuipc
