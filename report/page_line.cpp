// SPDX-License-Identifier: Apache-2.0
#include "page_line.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "page.h"

namespace kuipc::report {

namespace {

constexpr std::size_t kMostPoints = 800;  // about as many as a wide screen has columns

std::vector<Placed> moves_of(const std::vector<Placed>& values) {
  std::vector<Placed> line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (line.empty() ? !values[i].value : values[i].value == line.back().value) continue;
    // It was as high up to here, and is not drawn from here on.
    if (!values[i].value && line.back().place != values[i - 1].place)
      line.push_back({values[i - 1].place, line.back().value});
    line.push_back(values[i]);
  }
  return line;
}

// The lowest and the highest of as many neighbours as leave few enough points.
std::vector<Placed> thinned(const std::vector<Placed>& line) {
  const std::size_t width = (2 * line.size() + kMostPoints - 1) / kMostPoints;
  std::vector<Placed> thin;
  for (std::size_t begin = 0; begin < line.size(); begin += width) {
    const auto first = line.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last =
        line.begin() + static_cast<std::ptrdiff_t>(std::min(begin + width, line.size()));
    const auto [low, high] = std::minmax_element(
        first, last, [](const Placed& a, const Placed& b) { return a.value < b.value; });
    thin.push_back(*std::min(low, high));
    if (low != high) thin.push_back(*std::max(low, high));
  }
  return thin;
}

}  // namespace

nlohmann::json page_line(const std::vector<Placed>& values) {
  std::vector<Placed> line = moves_of(values);
  Json json = Json::object();
  if (line.size() > kMostPoints) {
    line = thinned(line);
    json["thinned"] = true;
  }
  Json at = Json::array();
  Json value = Json::array();
  std::size_t last = 0;
  for (const Placed& one : line) {
    at.push_back(one.place - last);
    last = one.place;
    value.push_back(page_number(one.value));
  }
  json["at"] = std::move(at);
  json["value"] = std::move(value);
  return json;
}

}  // namespace kuipc::report
