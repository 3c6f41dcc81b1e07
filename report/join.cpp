// SPDX-License-Identifier: Apache-2.0
#include "join.h"

#include <fmt/format.h>

#include <array>

#include "text.h"

namespace kuipc::report {

namespace {

struct Place {
  const char* note;
  const char* pointer;
};

// Where each of the runner's flat keys stands in the result.
constexpr std::array kPlaces = {
    Place{"id", "/run/id"},
    Place{"started", "/run/started"},
    Place{"set", "/run/set"},
    Place{"tag", "/run/tag"},
    Place{"command", "/run/command"},
    Place{"seconds", "/run/seconds"},
    Place{"initramfs_sha256", "/run/initramfs_sha256"},
    Place{"clock", "/machine/clock"},
    Place{"accel", "/machine/accel"},
    Place{"accel_reason", "/machine/accel_reason"},
    Place{"cpu_model", "/machine/cpu_model"},
    Place{"cpus", "/machine/cpus"},
    Place{"memory_mb", "/machine/memory_mb"},
    Place{"qemu", "/machine/qemu"},
    Place{"host", "/machine/host"},
    Place{"kernel", "/subject/kernel"},
    Place{"release", "/subject/kernel/release"},
    Place{"kernel_commit", "/subject/kernel/commit"},
    Place{"kernel_dirty", "/subject/kernel/dirty"},
    Place{"image_sha256", "/subject/kernel/image_sha256"},
    Place{"config_sha256", "/subject/kernel/config_sha256"},
    Place{"kuipc", "/subject/kuipc"},
    Place{"kuipc_commit", "/subject/kuipc/commit"},
    Place{"kuipc_dirty", "/subject/kuipc/dirty"},
    Place{"modules_sha256", "/subject/kuipc/modules_sha256"},
    Place{"harness_sha256", "/subject/kuipc/harness_sha256"},
};

bool says_something(const Json& value) {
  return !value.is_null() && !(value.is_string() && value.get_ref<const std::string&>().empty());
}

// Adds what `from` says; objects are joined key by key.
void overlay(Json& to, const Json& from) {
  if (!says_something(from)) return;
  if (!to.is_object() || !from.is_object()) {
    to = from;
    return;
  }
  for (const auto& [key, value] : from.items()) overlay(to[key], value);
}

// What the guest measured about itself is truer than what the runner asked for.
void place_notes(Json& result, const Json& host) {
  for (const auto& [note, pointer] : kPlaces) {
    const auto found = host.find(note);
    if (found == host.end() || !says_something(*found)) continue;
    Json& there = result[Json::json_pointer(pointer)];
    Json merged = *found;
    if (merged.is_object() || !says_something(there)) {
      overlay(merged, there);
      there = std::move(merged);
    }
  }
}

std::vector<std::string> all_warnings(const Json& run, const std::vector<std::string>& more) {
  std::vector<std::string> warnings;
  optional(run, "warnings", warnings);
  warnings.insert(warnings.end(), more.begin(), more.end());
  return warnings;
}

std::size_t count_of(const Json& end, const char* key) {
  std::uint64_t count = 0;
  optional(end, key, count);
  return count;
}

}  // namespace

Json join(const Parts& parts, const Verdict& verdict) {
  Json result = {{"schema", kSchema},
                 {"run", Json::object()},
                 {"machine", Json::object()},
                 {"subject", {{"kernel", Json::object()}, {"kuipc", Json::object()}}}};
  for (const char* part : {"run", "machine", "subject"})
    if (parts.environment.contains(part)) overlay(result[part], parts.environment[part]);
  place_notes(result, parts.host);
  Json& run = result["run"];
  run["ended"] = verdict.ended;
  run["status"] = static_cast<int>(verdict.status);
  if (!verdict.line.empty()) run["detail"] = verdict.line;
  run["warnings"] = all_warnings(run, parts.warnings);
  if (parts.end.contains("settled")) run["settled"] = parts.end["settled"];
  result["machine"]["fingerprint"] = fingerprint(result["machine"]);
  result["benchmarks"] = parts.rows;
  return result;
}

Verdict grade(const Parts& parts) {
  const auto bad = [](std::string line) {
    return Verdict{"finished", kWrongData, std::move(line)};
  };
  std::size_t ok = 0;
  std::vector<std::string> wrong;
  for (const Json& row : parts.rows) {
    if (row.at("status") == "ok") ++ok;
    if (row.at("status") == "error")
      wrong.push_back(row.at("name").get<std::string>() + ": " +
                      row.value("reason", "no reason given"));
  }
  if (!wrong.empty())
    return bad(fmt::format("{} of {} {} wrong; the first: {}", wrong.size(),
                           quantity(parts.rows.size(), "row"), wrong.size() == 1 ? "is" : "are",
                           printable(wrong.front())));
  if (parts.rows.empty()) return bad("nothing was measured: no benchmark matched or ran");
  if (ok == 0)
    return bad(fmt::format("nothing was measured: {} skipped; the first: {}: {}",
                           quantity(parts.rows.size(), "row"),
                           printable(parts.rows.front().value("name", "")),
                           printable(parts.rows.front().value("reason", "no reason given"))));
  const std::size_t counted =
      count_of(parts.end, "ok") + count_of(parts.end, "skipped") + count_of(parts.end, "error");
  if (counted != parts.rows.size())
    return bad(fmt::format("the harness counted {} and {} came out", quantity(counted, "row"),
                           parts.rows.size()));
  if (!parts.unload.empty())
    return bad("a module did not unload cleanly: " + printable(lines_of(parts.unload).front()));
  return {"finished", kFine, ""};
}

}  // namespace kuipc::report
