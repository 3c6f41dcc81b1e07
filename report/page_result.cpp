// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "context_matrix.h"
#include "failure.h"
#include "forbidden.h"
#include "page.h"
#include "text.h"

namespace kuipc::report {

namespace {

const char* name_of(RowStatus status) {
  return status == RowStatus::kOk ? "ok" : status == RowStatus::kSkipped ? "skipped" : "error";
}

// What the file did not say is not in the page either.
void put(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = page_text(text);
}

void put(Json& json, const char* key, const std::optional<double>& value) {
  if (value) json[key] = page_number(value);
}

void put(Json& json, const char* key, const std::optional<std::uint64_t>& value) {
  if (value) json[key] = *value;
}

Json texts(const std::vector<std::string>& all) {
  Json json = Json::array();
  for (const std::string& one : all) json.push_back(page_text(one));
  return json;
}

Json metric_of(const Metric& metric) {
  Json json = {{"unit", page_text(metric.unit)}, {"better", page_text(metric.better)}};
  put(json, "median", metric.median);
  put(json, "mean", metric.mean);
  put(json, "min", metric.min);
  put(json, "max", metric.max);
  put(json, "p90", metric.p90);
  put(json, "p99", metric.p99);
  put(json, "p999", metric.p999);
  put(json, "samples", metric.samples);
  put(json, "rejected", metric.rejected);
  put(json, "sensitivity", metric.sensitivity);
  return json;
}

Json counters_of(const Row& row) {
  Json json = Json::object();
  for (const auto& [name, count] : row.counts()) put(json, name, count);
  return json;
}

Json row_of(const Row& row) {
  Json json = {{"name", page_text(row.name)},
               {"workload", page_text(row.workload)},
               {"transport", page_text(row.label())},
               {"status", name_of(row.status)}};
  put(json, "ctx", row.ctx);
  put(json, "size", row.size);
  put(json, "wake", row.wake);
  put(json, "depth", row.depth);
  put(json, "threads", row.threads);
  put(json, "reason", row.reason);
  put(json, "remedy", row.remedy);
  put(json, "primary", row.primary);
  put(json, "limit", row.limit);
  put(json, "syscalls", row.syscalls);
  put(json, "copies", row.copies);
  put(json, "wakeups", row.wakeups);
  if (row.starts) json["starts"] = texts(*row.starts);
  Json metrics = Json::object();
  for (const auto& [name, metric] : row.metrics) metrics[printable(name)] = metric_of(metric);
  json["metrics"] = std::move(metrics);
  if (Json counters = counters_of(row); !counters.empty()) json["counters"] = std::move(counters);
  return json;
}

Json machine_of(const Machine& machine) {
  Json json = {{"clock", name_of(machine.clock)},
               {"fingerprint", page_text(machine.fingerprint)},
               {"emulated", machine.emulated}};
  put(json, "accel", machine.accel);
  put(json, "accel_reason", machine.accel_reason);
  put(json, "cpu_model", machine.cpu_model);
  put(json, "cpus", machine.cpus);
  put(json, "memory_mb", machine.memory_mb);
  put(json, "qemu", machine.qemu);
  put(json, "host_cpu_model", machine.host.cpu_model);
  put(json, "host_virtualisation", machine.host.virtualisation);
  json["timed_an_emulator"] = machine.timed_an_emulator();
  return json;
}

Json kernel_of(const Kernel& kernel) {
  Json json = Json::object();
  put(json, "release", kernel.release);
  put(json, "commit", kernel.commit);
  put(json, "image_sha256", kernel.image_sha256);
  put(json, "config_sha256", kernel.config_sha256);
  put(json, "compiler", kernel.compiler);
  put(json, "cmdline", kernel.cmdline);
  if (kernel.dirty) json["dirty"] = *kernel.dirty;
  Json mitigations = Json::object();
  for (const auto& [name, state] : kernel.mitigations)
    put(mitigations, printable(name).c_str(), state);
  json["mitigations"] = std::move(mitigations);
  return json;
}

Json kuipc_of(const Kuipc& kuipc) {
  Json json = Json::object();
  put(json, "commit", kuipc.commit);
  put(json, "modules_sha256", kuipc.modules_sha256);
  put(json, "harness_sha256", kuipc.harness_sha256);
  put(json, "compiler", kuipc.compiler);
  put(json, "libc", kuipc.libc);
  if (kuipc.dirty) json["dirty"] = *kuipc.dirty;
  return json;
}

}  // namespace

Json page_text(const std::string& text) {
  return printable(text);
}

Json page_number(const std::optional<double>& value) {
  constexpr double kLargestWhole = 9007199254740992.0;
  if (!value) return nullptr;
  if (std::trunc(*value) == *value && std::abs(*value) <= kLargestWhole)
    return static_cast<std::int64_t>(*value);
  return *value;
}

Json page_result(const Result& result) {
  Json run = {{"id", page_text(result.run.id)}, {"ended", page_text(result.run.ended)}};
  put(run, "started", result.run.started);
  put(run, "set", result.run.set);
  put(run, "tag", result.run.tag);
  put(run, "detail", result.run.detail);
  run["warnings"] = texts(result.run.warnings);
  run["command"] = texts(result.run.command);
  Json rows = Json::array();
  for (const Row& row : result.rows) rows.push_back(row_of(row));
  return {{"run", std::move(run)},
          {"machine", machine_of(result.machine)},
          {"kernel", kernel_of(result.subject.kernel)},
          {"kuipc", kuipc_of(result.subject.kuipc)},
          {"rows", std::move(rows)}};
}

Json page_contexts(const Result& result, const std::filesystem::path& reports) try {
  const Forbidden forbidden = read_forbidden(reports, result.subject.kernel.release);
  const ContextMatrix matrix = context_matrix(result, forbidden);
  if (matrix.rows.empty()) return {{"why", "This run has no row of a transport."}};
  Json rows = Json::array();
  for (const ContextRow& row : matrix.rows) {
    Json cells = Json::array();
    for (const ContextCell& cell : row.cells)
      cells.push_back({{"text", page_text(cell.text)}, {"cost", page_number(cell.cost)}});
    rows.push_back({{"transport", page_text(row.transport)}, {"cells", std::move(cells)}});
  }
  return {{"contexts", texts(kContexts)},
          {"unit", page_text(matrix.unit)},
          {"caption", context_caption(result, forbidden, matrix)},
          {"legend", kContextLegend},
          {"rows", std::move(rows)},
          {"notes", texts(matrix.notes)}};
} catch (const Failure& failure) {
  return {{"why", printable(failure.what())}};
}

}  // namespace kuipc::report
