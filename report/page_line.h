// SPDX-License-Identifier: Apache-2.0
// A line of the page's history: where a row moved, and to what.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

namespace kuipc::report {

/// A row's median at one place of the axis; nothing if it was not measured there.
struct Placed {
  std::size_t place;
  std::optional<double> value;
};

/// {at, value, thinned}: the places where the line moves, each as the distance from the one before
/// it, and the value from there on; null from where on it was not measured, and before that the
/// last place where it was. A line of very many moves keeps the lowest and the highest of
/// neighbours.
nlohmann::json page_line(const std::vector<Placed>& values);

}  // namespace kuipc::report
