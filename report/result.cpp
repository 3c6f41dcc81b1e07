// SPDX-License-Identifier: Apache-2.0
#include "result.h"

#include <set>
#include <unordered_set>

#include "decode.h"

namespace kuipc::report {

namespace {

constexpr std::string_view kSchemaFamily = "kuipc.result/";

template <class Enum>
void choose(const Json& json, Enum& out,
            std::initializer_list<std::pair<const char*, Enum>> words) {
  std::string word;
  convert(json, word);
  std::string known;
  for (const auto& [name, value] : words) {
    if (word == name) {
      out = value;
      return;
    }
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  throw DecodeError("must be one of " + known);
}

void read_balance(const Json& json, Row& out) {
  optional(json, "intended", out.intended);
  optional(json, "skipped", out.skipped);
  optional(json, "sent", out.sent);
  optional(json, "received", out.received);
  optional(json, "dropped", out.dropped);
  optional(json, "coalesced", out.coalesced);
  optional(json, "unread", out.unread);
  optional(json, "overruns", out.overruns);
}

// What this reader has no name for can still be shown.
void read_others(const Json& json, Row& out) {
  std::set<std::string_view> named = {"size", "depth", "threads", "syscalls", "copies", "wakeups"};
  for (const auto& [name, count] : out.counts()) named.insert(name);
  for (const auto& [key, value] : json.items())
    if (value.is_number() && !named.contains(key)) out.others[key] = value.get<double>();
}

// A name and its parts say the same thing twice; a file in which they differ was not written by
// kuipc.
void check_row(const Row& row) {
  if (!row.name.starts_with(row.workload + "/"))
    inside("name", [] { throw DecodeError("does not begin with its workload"); });
  if (row.status != RowStatus::kOk) return;
  const Metric* cost = row.cost();
  if (cost == nullptr) inside("primary", [&] { throw DecodeError("names no metric of this row"); });
  if (!cost->median.has_value())
    inside("metrics." + row.primary + ".median", [] { throw DecodeError("is missing"); });
}

void check_schema(const Json& json) {
  if (!json.is_object() || !json.contains("schema"))
    throw DecodeError("not a kuipc result: it names no schema");
  std::string schema;
  required(json, "schema", schema);
  if (schema == kSchema) return;
  if (schema.starts_with(kSchemaFamily))
    throw DecodeError("its schema is " + schema + ", and this kuipc reads only " +
                      std::string(kSchema) + ": use the kuipc that wrote it, or a newer one");
  throw DecodeError("not a kuipc result: its schema is " + schema);
}

void check_unique(const std::vector<Row>& rows) {
  std::unordered_set<std::string_view> seen;
  for (const Row& row : rows)
    if (!seen.insert(row.name).second)
      throw DecodeError("benchmarks: " + row.name + " is there twice");
}

}  // namespace

void convert(const Json& json, Clock& out) {
  choose(json, out, {{"counted", Clock::kCounted}, {"wall", Clock::kWall}});
}

void convert(const Json& json, RowStatus& out) {
  choose(json, out,
         {{"ok", RowStatus::kOk}, {"skipped", RowStatus::kSkipped}, {"error", RowStatus::kError}});
}

void convert(const Json& json, Metric& out) {
  expect_object(json);
  required(json, "unit", out.unit);
  required(json, "better", out.better);
  if (out.better != "lower" && out.better != "higher")
    inside("better", [] { throw DecodeError("must be one of lower, higher"); });
  optional(json, "median", out.median);
  optional(json, "mean", out.mean);
  optional(json, "min", out.min);
  optional(json, "max", out.max);
  optional(json, "p90", out.p90);
  optional(json, "p99", out.p99);
  optional(json, "p999", out.p999);
  optional(json, "sensitivity", out.sensitivity);
  optional(json, "samples", out.samples);
  optional(json, "rejected", out.rejected);
  optional(json, "repetitions", out.repetitions);
}

const char* name_of(Clock clock) {
  return clock == Clock::kCounted ? "counted" : clock == Clock::kWall ? "wall" : "";
}

const Metric* Row::cost() const& {
  const auto found = metrics.find(primary);
  return found == metrics.end() ? nullptr : &found->second;
}

std::vector<std::pair<const char*, std::optional<std::uint64_t>>> Row::counts() const {
  return {{"intended", intended}, {"skipped", skipped},  {"sent", sent},
          {"received", received}, {"dropped", dropped},  {"coalesced", coalesced},
          {"unread", unread},     {"overruns", overruns}};
}

std::string Row::label() const {
  return variant.empty() ? transport : transport + "." + variant;
}

void convert(const Json& json, Row& out) {
  expect_object(json);
  required(json, "name", out.name);
  required(json, "workload", out.workload);
  required(json, "status", out.status);
  optional(json, "transport", out.transport);
  optional(json, "variant", out.variant);
  optional(json, "ctx", out.ctx);
  optional(json, "wake", out.wake);
  optional(json, "size", out.size);
  optional(json, "depth", out.depth);
  optional(json, "threads", out.threads);
  optional(json, "reason", out.reason);
  optional(json, "remedy", out.remedy);
  optional(json, "primary", out.primary);
  optional(json, "metrics", out.metrics);
  optional(json, "syscalls", out.syscalls);
  optional(json, "copies", out.copies);
  optional(json, "wakeups", out.wakeups);
  optional(json, "starts", out.starts);
  optional(json, "bound_by", out.bound_by);
  optional(json, "limit", out.limit);
  read_balance(json, out);
  read_others(json, out);
  check_row(out);
}

void convert(const Json& json, Run& out) {
  expect_object(json);
  required(json, "id", out.id);
  required(json, "ended", out.ended);
  optional(json, "started", out.started);
  optional(json, "set", out.set);
  optional(json, "tag", out.tag);
  optional(json, "detail", out.detail);
  optional(json, "warnings", out.warnings);
  optional(json, "command", out.command);
  optional(json, "perturbed", out.perturbed);
}

void convert(const Json& json, Host& out) {
  expect_object(json);
  optional(json, "cpu_model", out.cpu_model);
  optional(json, "virtualisation", out.virtualisation);
}

void convert(const Json& json, Machine& out) {
  expect_object(json);
  required(json, "fingerprint", out.fingerprint);
  optional(json, "clock", out.clock);
  optional(json, "accel", out.accel);
  optional(json, "accel_reason", out.accel_reason);
  optional(json, "cpu_model", out.cpu_model);
  optional(json, "cpus", out.cpus);
  optional(json, "qemu", out.qemu);
  optional(json, "memory_mb", out.memory_mb);
  optional(json, "emulated", out.emulated);
  optional(json, "host", out.host);
}

void convert(const Json& json, Kernel& out) {
  expect_object(json);
  optional(json, "release", out.release);
  optional(json, "commit", out.commit);
  optional(json, "dirty", out.dirty);
  optional(json, "image_sha256", out.image_sha256);
  optional(json, "config_sha256", out.config_sha256);
  optional(json, "compiler", out.compiler);
  optional(json, "cmdline", out.cmdline);
  optional(json, "mitigations", out.mitigations);
}

void convert(const Json& json, Kuipc& out) {
  expect_object(json);
  optional(json, "commit", out.commit);
  optional(json, "dirty", out.dirty);
  optional(json, "modules_sha256", out.modules_sha256);
  optional(json, "harness_sha256", out.harness_sha256);
  optional(json, "compiler", out.compiler);
  optional(json, "libc", out.libc);
}

void convert(const Json& json, Subject& out) {
  expect_object(json);
  optional(json, "kernel", out.kernel);
  optional(json, "kuipc", out.kuipc);
}

void convert(const Json& json, Result& out) {
  check_schema(json);
  required(json, "run", out.run);
  required(json, "machine", out.machine);
  required(json, "subject", out.subject);
  required(json, "benchmarks", out.rows);
  check_unique(out.rows);
}

std::string machine_label(Clock clock, const std::string& fingerprint) {
  constexpr std::size_t kShown = 8;
  const std::string name = clock == Clock::kUnknown ? "unknown" : name_of(clock);
  return name + "-" + fingerprint.substr(0, kShown);
}

}  // namespace kuipc::report
