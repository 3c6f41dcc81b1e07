// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/parts.h"

#include <algorithm>
#include <stdexcept>

namespace kuipc::fuzz {

Parts Parts::named(std::string_view names) {
  Parts parts;
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    const auto* found = std::find(part_names.begin(), part_names.end(), name);
    if (found == part_names.end())
      throw std::invalid_argument("there is no part '" + std::string(name) + "'; there are " +
                                  all().names());
    parts.set_.set(static_cast<std::size_t>(found - part_names.begin()));
  }
  return parts;
}

std::string Parts::names() const {
  std::string names;
  for (std::size_t i = 0; i < all_parts; ++i)
    if (set_[i]) names += (names.empty() ? "" : ",") + std::string(part_names[i]);
  return names;
}

}  // namespace kuipc::fuzz
