// SPDX-License-Identifier: Apache-2.0
#include "advice_situation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "text.h"

namespace kuipc::report {

namespace {

// "4,352 instructions" for each message, or "90,000 messages a second".
std::string pace_text(const Metric& rate) {
  if (rate.unit == "msg/s") return fmt::format("up to {} messages a second", grouped(*rate.median));
  return fmt::format("down to one message in {} instructions", grouped(*rate.median));
}

}  // namespace

Rows fitting(const Rows& rows, const Need& need) {
  Rows found;
  for (const Row* row : rows) {
    if (row->workload != need.workload()) continue;
    const bool is_event = row->workload == "event";
    if (is_event && !need.context.empty() && row->ctx != need.context) continue;
    if (is_event && !need.wake.empty() && row->wake != need.wake) continue;
    found.push_back(row);
  }
  return found;
}

const Row* evidence(const Rows& rows, std::uint64_t size) {
  const Row* best = nullptr;
  for (const Row* row : rows) {
    if (row->status != RowStatus::kOk || row->size.value_or(0) < size) continue;
    const auto key = [](const Row& one) { return std::tuple(*one.size, *one.cost()->median); };
    if (best == nullptr || key(*row) < key(*best)) best = row;
  }
  return best;
}

Rows in_the_situation_of(const Row& row, const Rows& rows) {
  Rows found;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(found),
               [&](const Row* other) { return other->ctx == row.ctx && other->wake == row.wake; });
  return found;
}

const Row* overload_beside(const Row& row, const Rows& rows) {
  for (const Row* other : rows)
    if (other->workload == "overload" && other->status == RowStatus::kOk && other->ctx == row.ctx &&
        other->wake == row.wake && other->size == row.size)
      return other;
  return nullptr;
}

std::string overload_name(const Row& row) {
  return fmt::format("overload/{}/ctx:{}/size:{}/wake:{}", row.label(), row.ctx,
                     row.size.value_or(0), row.wake);
}

std::uint64_t lost(const Row& row) {
  return row.dropped.value_or(0) + row.coalesced.value_or(0);
}

std::string overload_text(const Row& overload) {
  std::string text = "loses nothing " + pace_text(*overload.cost());
  if (const std::uint64_t gone = lost(overload); gone > 0 && overload.sent)
    text += fmt::format("; at twice that {} of {} were lost", grouped(static_cast<double>(gone)),
                        grouped(static_cast<double>(*overload.sent)));
  const auto queue = overload.metrics.find("queue_capacity");
  if (queue != overload.metrics.end() && queue->second.median)
    text += fmt::format("; its queue holds {}", grouped(*queue->second.median));
  return text;
}

std::optional<double> rate_of(const Row& row) {
  for (const char* name : {"loss_free_rate", "throughput"}) {
    const auto found = row.metrics.find(name);
    if (found != row.metrics.end() && found->second.unit == "msg/s") return found->second.median;
  }
  return std::nullopt;
}

std::optional<std::string> fixed_event(const std::string& transport) {
  static const std::map<std::string, std::string> fixed = {
      {"eventfd", "a counter of 8 bytes, in which messages merge"},
      {"signal", "a number, in a signal"},
      {"netfilter", "a number for each packet"}};
  const auto found = fixed.find(transport);
  return found == fixed.end() ? std::nullopt : std::optional(found->second);
}

bool is_for_packets(const std::string& transport) {
  return transport == "nfqueue" || transport == "netfilter" || transport == "tap" ||
         transport == "vhost_net";
}

}  // namespace kuipc::report
