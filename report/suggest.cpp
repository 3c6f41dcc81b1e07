// SPDX-License-Identifier: Apache-2.0
#include "suggest.h"

#include <algorithm>

namespace kuipc::report {

// The optimal string alignment distance, with three rows of its table.
std::size_t mistakes(std::string_view word, std::string_view meant) {
  std::vector<std::size_t> before, last(meant.size() + 1), row(meant.size() + 1);
  for (std::size_t j = 0; j <= meant.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= word.size(); ++i) {
    before = last;
    last = row;
    row[0] = i;
    for (std::size_t j = 1; j <= meant.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (word[i - 1] == meant[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && word[i - 1] == meant[j - 2] && word[i - 2] == meant[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

std::string nearest(std::string_view word, const std::vector<std::string>& choices) {
  constexpr std::size_t kLongest = 40;
  const auto letters =
      word.size() - static_cast<std::size_t>(std::count(word.begin(), word.end(), '-'));
  if (word.size() > kLongest) return {};
  const auto begun = [&](const std::string& choice) { return choice.starts_with(word); };
  if (letters >= 3 && std::count_if(choices.begin(), choices.end(), begun) == 1)
    return *std::find_if(choices.begin(), choices.end(), begun);
  std::string found;
  double least = static_cast<double>(letters) / 3 + 0.5;
  for (const std::string& choice : choices) {
    const auto count = static_cast<double>(mistakes(word, choice));
    if (count >= least) continue;
    least = count;
    found = choice;
  }
  return found;
}

}  // namespace kuipc::report
