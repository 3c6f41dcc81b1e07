// SPDX-License-Identifier: Apache-2.0
#include "policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "decode.h"
#include "read_as.h"

namespace kuipc::report {

namespace {

constexpr std::string_view kPolicySchema = "kuipc.thresholds/1";
constexpr std::size_t kLargestPolicy = std::size_t{1} << 20;

using Keys = std::initializer_list<std::string_view>;

void only(const Json& json, Keys known) {
  expect_object(json);
  for (const auto& [key, value] : json.items())
    if (std::find(known.begin(), known.end(), key) == known.end())
      inside(key, [&] {
        throw DecodeError("is not one of " + fmt::format("{}", fmt::join(known, ", ")));
      });
}

void at_least(double least, double value, const char* key) {
  if (value < least)
    inside(key, [&] { throw DecodeError(fmt::format("must be at least {}", least)); });
}

template <class T>
void limit(const Json& json, const char* key, T& out) {
  if (optional(json, key, out)) {
    double value = 0;
    convert(json.at(key), value);
    at_least(0, value, key);
  }
}

std::regex expression(const Json& json, std::string& text) {
  required(json, "match", text);
  std::regex compiled;
  inside("match", [&] {
    try {
      compiled.assign(text);
    } catch (const std::regex_error&) {
      throw DecodeError("is no regular expression");
    }
  });
  return compiled;
}

// Who accepts or widens has to say why.
void reasoned(const Json& json, std::string& reason) {
  required(json, "reason", reason);
  if (reason.empty()) inside("reason", [] { throw DecodeError("is empty"); });
}

}  // namespace

void convert(const Json& json, RowRule& out) {
  only(json,
       {"match", "counted_percent", "perturbed_percent", "wall_percent", "instructions", "reason"});
  std::string text;
  out.match = expression(json, text);
  limit(json, "counted_percent", out.counted_percent);
  limit(json, "perturbed_percent", out.perturbed_percent);
  limit(json, "wall_percent", out.wall_percent);
  limit(json, "instructions", out.instructions);
  reasoned(json, out.reason);
}

void convert(const Json& json, Mark& out) {
  out.match = expression(json, out.match_text);
  required(json, "subject", out.subject);
  if (out.subject != "kernel" && out.subject != "kuipc")
    inside("subject", [] { throw DecodeError("must be one of kernel, kuipc"); });
  required(json, "at", out.at);
}

void convert(const Json& json, Note& out) {
  only(json, {"match", "subject", "at", "text"});
  convert(json, static_cast<Mark&>(out));
  required(json, "text", out.text);
}

void convert(const Json& json, AcceptedStep& out) {
  only(json, {"match", "subject", "at", "percent", "reason", "commit"});
  convert(json, static_cast<Mark&>(out));
  required(json, "percent", out.percent);
  if (out.percent <= -100) inside("percent", [] { throw DecodeError("leaves nothing"); });
  reasoned(json, out.reason);
  required(json, "commit", out.commit);
}

namespace {

void read_counted(const Json& json, Policy& out) {
  only(json,
       {"instructions", "percent", "perturbed_percent", "sensitivity_times", "history_points"});
  limit(json, "instructions", out.instructions);
  limit(json, "percent", out.counted_percent);
  limit(json, "perturbed_percent", out.perturbed_percent);
  if (optional(json, "sensitivity_times", out.sensitivity_times))
    at_least(1, out.sensitivity_times, "sensitivity_times");
  limit(json, "history_points", out.history_points);
}

void read_wall(const Json& json, Policy& out) {
  only(json, {"percent", "repetitions", "false_discoveries", "confidence"});
  limit(json, "percent", out.wall_percent);
  limit(json, "false_discoveries", out.false_discoveries);
  limit(json, "confidence", out.confidence);
  if (out.confidence >= 1 || out.false_discoveries >= 1)
    throw DecodeError("confidence and false_discoveries must be below 1");
  if (optional(json, "repetitions", out.repetitions))
    // With fewer no p value can be small enough, whatever the values are.
    at_least(5, static_cast<double>(out.repetitions), "repetitions");
}

}  // namespace

void convert(const Json& json, Policy& out) {
  only(json, {"schema", "counted", "wall", "reference", "rows", "accepted", "notes"});
  std::string schema;
  required(json, "schema", schema);
  if (schema != kPolicySchema)
    inside("schema", [&] { throw DecodeError(fmt::format("must be {}", kPolicySchema)); });
  const Json nothing = Json::object();
  inside("counted", [&] { read_counted(json.value("counted", nothing), out); });
  inside("wall", [&] { read_wall(json.value("wall", nothing), out); });
  inside("reference", [&] {
    const Json reference = json.value("reference", nothing);
    only(reference, {"percent"});
    limit(reference, "percent", out.reference_percent);
  });
  optional(json, "rows", out.rows);
  optional(json, "accepted", out.accepted);
  optional(json, "notes", out.notes);
}

Limits Policy::limits(const std::string& row) const {
  Limits limits{instructions, counted_percent, perturbed_percent, wall_percent};
  for (const RowRule& rule : rows) {
    if (!std::regex_search(row, rule.match)) continue;
    limits.instructions = rule.instructions.value_or(limits.instructions);
    limits.counted_percent = rule.counted_percent.value_or(limits.counted_percent);
    limits.perturbed_percent = rule.perturbed_percent.value_or(limits.perturbed_percent);
    limits.wall_percent = rule.wall_percent.value_or(limits.wall_percent);
  }
  return limits;
}

Policy read_policy(const std::filesystem::path& file) {
  return read_as<Policy>(file, kLargestPolicy);
}

}  // namespace kuipc::report
