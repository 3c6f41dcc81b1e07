// SPDX-License-Identifier: Apache-2.0
#include "number_words.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <optional>
#include <string_view>

#include "failure.h"

namespace kuipc::report {

namespace {

constexpr double kLargestSize = 1U << 30;
constexpr double kLargestRate = 1e12;

// A number and one of the units behind it; nothing where the word is no such thing.
std::optional<double> scaled(const std::string& word,
                             const std::map<std::string_view, double>& units) {
  double value = 0;
  const char* const end = word.data() + word.size();
  const auto [behind, error] = std::from_chars(word.data(), end, value);
  if (error != std::errc{}) return std::nullopt;
  const auto unit = units.find(std::string_view(behind, static_cast<std::size_t>(end - behind)));
  return unit == units.end() ? std::nullopt : std::optional(value * unit->second);
}

}  // namespace

std::uint64_t size_from(const std::string& word) {
  static const std::map<std::string_view, double> units = {
      {"", 1}, {"B", 1}, {"K", 1024}, {"KiB", 1024}, {"M", 1 << 20}, {"MiB", 1 << 20}};
  const auto size = scaled(word, units);
  const auto whole = size && *size >= 1 && *size <= kLargestSize
                         ? std::optional(static_cast<std::uint64_t>(*size))
                         : std::nullopt;
  if (!whole || static_cast<double>(*whole) != *size)
    throw Failure(kUnreadable, fmt::format("--size takes bytes, as 4096 or 4K, not '{}'", word));
  return *whole;
}

double rate_from(const std::string& word) {
  static const std::map<std::string_view, double> units = {
      {"", 1}, {"k", 1e3}, {"K", 1e3}, {"M", 1e6}};
  const auto rate = scaled(word, units);
  if (!rate || !(*rate > 0 && *rate <= kLargestRate))
    throw Failure(kUnreadable,
                  fmt::format("--rate takes messages a second, as 100000 or 100k, not '{}'", word));
  return *rate;
}

}  // namespace kuipc::report
