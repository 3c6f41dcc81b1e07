// SPDX-License-Identifier: Apache-2.0
#include "decode.h"

#include <cmath>

namespace kuipc::report {

namespace {

// Above this a double, and so most JSON readers, no longer tells two neighbours apart.
constexpr std::uint64_t kLargestExact = 1ULL << 53;

[[noreturn]] void wrong_type(const Json& json, const char* wanted) {
  throw DecodeError(std::string("must be ") + wanted + ", is " + json.type_name());
}

}  // namespace

void DecodeError::prefix(std::string_view step) {
  const bool joined = path_.empty() || path_.front() == '[';
  path_ = std::string(step) + (joined ? "" : ".") + path_;
  compose();
}

void expect_object(const Json& json) {
  if (!json.is_object()) wrong_type(json, "an object");
}

void convert(const Json& json, std::string& out) {
  if (!json.is_string()) wrong_type(json, "a string");
  out = json.get_ref<const std::string&>();
}

void convert(const Json& json, double& out) {
  if (!json.is_number()) wrong_type(json, "a number");
  out = json.get<double>();
  if (!std::isfinite(out)) throw DecodeError("must be a finite number");
}

void convert(const Json& json, std::uint64_t& out) {
  if (!json.is_number_integer()) wrong_type(json, "a whole number");
  const bool negative = !json.is_number_unsigned() && json.get<std::int64_t>() < 0;
  if (negative) throw DecodeError("must not be negative");
  out = json.get<std::uint64_t>();
  if (out > kLargestExact) throw DecodeError("is larger than any count can be");
}

void convert(const Json& json, bool& out) {
  if (!json.is_boolean()) wrong_type(json, "true or false");
  out = json.get<bool>();
}

}  // namespace kuipc::report
