// SPDX-License-Identifier: Apache-2.0
#include "forbidden.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "decode.h"
#include "failure.h"
#include "read_as.h"
#include "text.h"

namespace kuipc::report {

namespace {

constexpr std::string_view kForbiddenSchema = "kuipc.forbidden/1";

// "6.1" of "6.1.0-56-cloud-amd64".
std::string series_of(const std::string& release) {
  const auto first = release.find('.');
  if (first == std::string::npos) return release;
  return release.substr(0, release.find_first_not_of("0123456789", first + 1));
}

std::vector<std::filesystem::path> forbidden_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code none;  // a folder that is not there holds no file
  for (const auto& entry : std::filesystem::directory_iterator(folder, none))
    if (entry.path().filename().string().starts_with("forbidden-")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

const Trial* Forbidden::find(const std::string& function, const std::string& context) const& {
  const auto contexts = trials.find(function);
  if (contexts == trials.end()) return nullptr;
  const auto trial = contexts->second.find(context);
  return trial == contexts->second.end() ? nullptr : &trial->second;
}

void convert(const Json& json, Trial& out) {
  expect_object(json);
  required(json, "expected", out.expected);
  required(json, "reported", out.reported);
  optional(json, "checker", out.checker);
  optional(json, "report", out.report);
  optional(json, "because", out.because);
}

void convert(const Json& json, Forbidden& out) {
  expect_object(json);
  std::string schema;
  required(json, "schema", schema);
  if (schema != kForbiddenSchema)
    throw DecodeError(fmt::format("schema is {}, not {}", printable(schema), kForbiddenSchema));
  const auto kernel = json.find("kernel");
  if (kernel != json.end()) inside("kernel", [&] { optional(*kernel, "release", out.release); });
  required(json, "combinations", out.trials);
}

Forbidden read_forbidden(const std::filesystem::path& folder, const std::string& release) {
  const auto files = forbidden_files(folder);
  if (files.empty())
    throw Failure(kUnreadable,
                  fmt::format("{}: no forbidden-KERNEL.json, which ./tests/run.sh --checking "
                              "forbidden --reference writes",
                              printable(folder.string())));
  const std::string wanted = fmt::format("forbidden-{}.json", series_of(release));
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const auto& file) { return file.filename() == wanted; });
  const auto& file = found == files.end() ? files.back() : *found;
  return read_as<Forbidden>(file);
}

}  // namespace kuipc::report
