// SPDX-License-Identifier: Apache-2.0
#include "history_entry.h"

#include <fmt/format.h>

#include "decode.h"
#include "read_as.h"

namespace kuipc::report {

namespace {

Json value_json(const SeriesValue& value) {
  return Json::array({value.median, value.unit, value.better});
}

void read_value(const Json& json, SeriesValue& out) {
  if (!json.is_array() || json.size() != 3) throw DecodeError("must be [median, unit, better]");
  convert(json[0], out.median);
  convert(json[1], out.unit);
  convert(json[2], out.better);
}

Json subject_json(const Subject& subject) {
  const auto put = [](Json& into, const char* key, const std::string& text) {
    if (!text.empty()) into[key] = text;
  };
  Json kernel = Json::object();
  put(kernel, "release", subject.kernel.release);
  put(kernel, "commit", subject.kernel.commit);
  put(kernel, "image_sha256", subject.kernel.image_sha256);
  put(kernel, "cmdline", subject.kernel.cmdline);
  Json kuipc = Json::object();
  put(kuipc, "commit", subject.kuipc.commit);
  put(kuipc, "modules_sha256", subject.kuipc.modules_sha256);
  put(kuipc, "harness_sha256", subject.kuipc.harness_sha256);
  if (subject.kuipc.dirty) kuipc["dirty"] = *subject.kuipc.dirty;
  return {{"kernel", kernel}, {"kuipc", kuipc}};
}

std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325ULL;  // FNV-1a, as in fingerprint.cpp
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return value;
}

// A name comes from a file that somebody else may have written, and becomes part of a path.
std::string harmless(const std::string& id) {
  std::string out;
  for (const char c : id.substr(0, 80)) {
    const bool fine = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '-' || c == '_' || (c == '.' && !out.empty());
    out += fine ? c : '_';
  }
  return out;
}

void read_medians(const Json& json, Medians& out) {
  expect_object(json);
  for (const auto& [row, metrics] : json.items())
    inside(row, [&, &row = row, &metrics = metrics] {
      expect_object(metrics);
      for (const auto& [metric, value] : metrics.items())
        inside(metric, [&, &metric = metric, &value = value] {
          read_value(value, out[{row, metric}]);
        });
    });
}

void read_gone(const Json& json, std::set<SeriesName>& out) {
  std::map<std::string, std::vector<std::string>> gone;
  convert(json, gone);
  for (const auto& [row, metrics] : gone)
    for (const std::string& metric : metrics) out.insert({row, metric});
}

}  // namespace

void convert(const Json& json, HistoryEntry& out) {
  expect_object(json);
  std::string schema;
  required(json, "schema", schema);
  if (schema != kHistorySchema)
    inside("schema",
           [&] { throw DecodeError(fmt::format("must be {}, is {}", kHistorySchema, schema)); });
  required(json, "run", out.run);
  optional(json, "started", out.started);
  required(json, "machine", out.machine);
  required(json, "subject", out.subject);
  optional(json, "previous", out.previous);
  optional(json, "depth", out.depth);
  inside("medians", [&] { read_medians(json.value("medians", Json::object()), out.changed); });
  inside("gone", [&] { read_gone(json.value("gone", Json::object()), out.gone); });
}

Medians medians_of(const Result& result) {
  Medians medians;
  for (const Row& row : result.rows) {
    if (row.status != RowStatus::kOk) continue;
    for (const auto& [name, metric] : row.metrics)
      if (metric.median) medians[{row.name, name}] = {*metric.median, metric.unit, metric.better};
  }
  return medians;
}

void set_change(HistoryEntry& entry, const Medians& before, const Medians& medians) {
  for (const auto& [name, value] : medians) {
    const auto found = before.find(name);
    if (found == before.end() || found->second != value) entry.changed[name] = value;
  }
  for (const auto& [name, value] : before)
    if (!medians.contains(name)) entry.gone.insert(name);
}

Medians apply(Medians before, const HistoryEntry& entry) {
  for (const auto& [name, value] : entry.changed) before[name] = value;
  for (const SeriesName& name : entry.gone) before.erase(name);
  return before;
}

std::string entry_name(const Result& result) {
  std::string all =
      result.run.id + result.machine.fingerprint + subject_json(result.subject).dump();
  for (const auto& [name, value] : medians_of(result))
    all += fmt::format("\n{} {} {} {}", name.row, name.metric, value.median, value.unit);
  return fmt::format("{}-{:016x}", harmless(result.run.id), hash(all));
}

std::string entry_text(const HistoryEntry& entry) {
  Json medians = Json::object();
  for (const auto& [name, value] : entry.changed)
    medians[name.row][name.metric] = value_json(value);
  Json gone = Json::object();
  for (const SeriesName& name : entry.gone) gone[name.row].push_back(name.metric);
  Json json = {
      {"schema", kHistorySchema},
      {"run", entry.run},
      {"started", entry.started},
      {"machine",
       {{"fingerprint", entry.machine.fingerprint}, {"clock", name_of(entry.machine.clock)}}},
      {"subject", subject_json(entry.subject)},
      {"depth", entry.depth},
      {"medians", medians}};
  if (!entry.previous.empty()) json["previous"] = entry.previous;
  if (!gone.empty()) json["gone"] = gone;
  return json.dump() + "\n";
}

HistoryEntry read_entry(const std::filesystem::path& file) {
  return read_as<HistoryEntry>(file);
}

}  // namespace kuipc::report
