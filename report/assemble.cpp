// SPDX-License-Identifier: Apache-2.0
// kuipc assemble: judge how a run ended, join what it left behind, write result.json, exit
// accordingly.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "console.h"
#include "decode.h"
#include "evidence.h"
#include "failure.h"
#include "files.h"
#include "join.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

Json object_or_nothing(const fs::path& file) {
  if (!fs::exists(file)) return Json::object();
  Json json = read_json(file);
  if (!json.is_object()) throw Failure(kWrongData, file.string() + ": must be an object");
  return json;
}

Json checked_row(std::string_view line, const std::string& name) {
  Json json = parse_json(line, name);
  Row row;
  try {
    convert(json, row);
  } catch (const DecodeError& error) {
    throw Failure(kWrongData, name + ": " + printable(error.what()));
  }
  return json;
}

// A last line without its line end is where a dying guest stopped writing; any other flaw is wrong
// data.
void read_rows(const fs::path& file, Parts& parts) {
  if (!fs::exists(file)) return;
  const std::string text = read_text(file);
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    if (i + 1 == lines.size() && !text.ends_with('\n')) {
      parts.warnings.emplace_back("the last row is cut short and left out");
      break;
    }
    parts.rows.push_back(checked_row(lines[i], fmt::format("{}:{}", file.string(), i + 1)));
  }
}

void read_module_logs(const fs::path& guest, Parts& parts) {
  constexpr std::size_t kLogLimit = 1 << 20;
  const std::string loading = read_tail(guest / "modules.log", kLogLimit).value_or("");
  for (std::string_view line : lines_of(loading))
    if (!line.ends_with(" loaded") || line.ends_with(" not loaded"))
      parts.warnings.push_back("modules: " + printable(line));
  parts.unload = read_tail(guest / "unload.log", kLogLimit).value_or("");
}

// What the kernel complained of without a module's fault, before they loaded as a rule.
void read_kernel_warnings(const fs::path& guest, Parts& parts) {
  constexpr std::size_t kLimit = 1 << 16;
  constexpr std::size_t kNamed = 5;
  const std::string log = read_tail(guest / "warnings.txt", kLimit).value_or("");
  const auto lines = lines_of(log);
  for (std::size_t i = 0; i < std::min(lines.size(), kNamed); ++i)
    parts.warnings.push_back("kernel: " + without_time(lines[i]));
  if (lines.size() > kNamed)
    parts.warnings.push_back(
        fmt::format("kernel: {} more in guest/warnings.txt", lines.size() - kNamed));
}

// Reads all parts as far as they are good. The first flaw comes back as the verdict on the data.
Verdict read_parts(const RunFolder& run, Parts& parts) {
  parts.host = run.host;
  if (!parts.host.contains("id")) parts.host["id"] = fs::absolute(run.folder).filename().string();
  try {
    read_module_logs(run.guest, parts);
    read_kernel_warnings(run.guest, parts);
    parts.environment = object_or_nothing(run.guest / "environment.json");
    parts.end = object_or_nothing(run.guest / "end.json");
    read_rows(run.guest / "benchmarks.jsonl", parts);
  } catch (const Failure& flaw) {
    return {"partial-result", kWrongData, flaw.what()};
  }
  return grade(parts);
}

void check_own_schema(const Json& document) {
  Result ignored;
  try {
    convert(document, ignored);
  } catch (const DecodeError& error) {
    throw Failure(kWrongData, "the run's files do not make a result: " + printable(error.what()));
  }
}

}  // namespace

int assemble(const AssembleOptions& options) {
  const RunFolder run = gather(options.run, options.host);
  Verdict verdict = judge(run.evidence);
  const bool finished = verdict.ended == "finished";
  Parts parts;
  const Verdict data = read_parts(run, parts);
  if (finished && data.status != kFine) verdict = data;
  const Json document = join(parts, verdict);
  check_own_schema(document);
  write_atomically(run.folder / "result.json", document.dump(1) + "\n");
  if (!verdict.line.empty()) fmt::print(stderr, "kuipc: {}\n", verdict.line);
  if (!finished) fmt::print(stderr, "{}", console_end(run));
  return verdict.status;
}

}  // namespace kuipc::report
