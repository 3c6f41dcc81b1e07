// SPDX-License-Identifier: Apache-2.0
#include "bench/row.h"

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
  for (const auto& [metric, one] : more) series[metric].merge(one);
  if (const auto latency = more.find("latency"); latency != more.end())
    repetitions.push_back(static_cast<double>(latency->second.quantile(0.5)));
}

}  // namespace kuipc
