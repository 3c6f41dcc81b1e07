// SPDX-License-Identifier: Apache-2.0
// From JSON to value types, strictly: what has the wrong type is an error that names its own path,
// such as `benchmarks[3].metrics.latency.median: must be a number, is a string`. Unknown keys are
// ignored, and null counts as absent. The path is put together only when something is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kuipc::report {

using Json = nlohmann::json;

class DecodeError : public std::exception {
 public:
  explicit DecodeError(std::string problem) : problem_(std::move(problem)) { compose(); }
  /// Called on the way out, innermost first: "median", then "latency", then "metrics", then "[3]".
  void prefix(std::string_view step);
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  void compose() { text_ = path_.empty() ? problem_ : path_ + ": " + problem_; }
  std::string path_, problem_, text_;
};

/// Runs `body`; a DecodeError that leaves it learns that it happened inside `step`.
template <class Body>
void inside(std::string_view step, Body&& body) {
  try {
    std::forward<Body>(body)();
  } catch (DecodeError& error) {
    error.prefix(step);
    throw;
  }
}

void expect_object(const Json& json);
void convert(const Json& json, std::string& out);
void convert(const Json& json, double& out);         // finite
void convert(const Json& json, std::uint64_t& out);  // a whole number, not negative, at most 2^53
void convert(const Json& json, bool& out);

template <class T>
void convert(const Json& json, std::vector<T>& out) {
  if (!json.is_array()) throw DecodeError(std::string("must be an array, is ") + json.type_name());
  out.clear();
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i)
    inside("[" + std::to_string(i) + "]", [&] { convert(json[i], out.emplace_back()); });
}

template <class T>
void convert(const Json& json, std::map<std::string, T>& out) {
  expect_object(json);
  for (const auto& [key, value] : json.items())
    inside(key, [&, &key = key, &value = value] { convert(value, out[key]); });
}

/// Reads json[key] into out, if it is there and not null. Returns whether it was.
template <class T>
bool optional(const Json& json, const char* key, T& out) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return false;
  inside(key, [&] { convert(*found, out); });
  return true;
}

template <class T>
bool optional(const Json& json, const char* key, std::optional<T>& out) {
  T value{};
  if (!optional(json, key, value)) return false;
  out = std::move(value);
  return true;
}

template <class T>
void required(const Json& json, const char* key, T& out) {
  if (!optional(json, key, out)) inside(key, [] { throw DecodeError("is missing"); });
}

}  // namespace kuipc::report
