// SPDX-License-Identifier: Apache-2.0
#include "grid.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "text.h"

namespace kuipc::report {

namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowestFirst = 8;
constexpr std::size_t kNarrowestLast = 19;

const char* escape_of(Tone tone) {
  switch (tone) {
    case Tone::kStrong:
      return "\x1b[1m";
    case Tone::kFaint:
      return "\x1b[2m";
    case Tone::kGood:
      return "\x1b[32m";
    case Tone::kCaution:
      return "\x1b[33m";
    case Tone::kBad:
      return "\x1b[31m";
    case Tone::kPlain:
      break;
  }
  return "";
}

bool set_in_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

// What `width` gives back of `excess`, keeping at least `least` of it.
std::size_t given_back(std::size_t width, std::size_t excess, std::size_t least) {
  return std::min(excess, width - std::min(width, least));
}

}  // namespace

Style style_of_stdout() {
  Style style;
  if (::isatty(STDOUT_FILENO) == 0) return style;
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  style.colour = !dumb && !set_in_environment("NO_COLOR");
  struct winsize size {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
    style.width = size.ws_col;
  return style;
}

std::string toned(std::string_view text, Tone tone, Style style) {
  if (!style.colour || tone == Tone::kPlain) return std::string(text);
  return fmt::format("{}{}\x1b[0m", escape_of(tone), text);
}

void Grid::add(std::vector<std::string> cells, Tone tone) {
  cells.resize(align_.size());
  lines_.push_back({std::move(cells), tone});
}

void Grid::drop_empty() {
  for (std::size_t column = align_.size(); column-- > 1;) {
    const bool empty = std::all_of(lines_.begin() + 1, lines_.end(), [&](const Line& line) {
      return line.cells[column] == kNothing;
    });
    if (!empty) continue;
    const auto at = static_cast<std::ptrdiff_t>(column);
    align_.erase(align_.begin() + at);
    for (Line& line : lines_) line.cells.erase(line.cells.begin() + at);
  }
}

std::vector<std::size_t> Grid::widths(std::size_t room) const {
  std::vector<std::size_t> widths(align_.size(), 0);
  for (const Line& line : lines_)
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(line.cells[i]));
  const std::size_t total =
      std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  std::size_t excess = total - std::min(total, room);
  if (align_.back() == Align::kLeft) {
    const std::size_t last = given_back(widths.back(), excess, kNarrowestLast);
    widths.back() -= last;
    excess -= last;
  }
  widths.front() -= given_back(widths.front(), excess, kNarrowestFirst);
  return widths;
}

std::string Grid::row(const std::vector<std::string>& cells,
                      const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::string& cell = cells[i];
    const std::size_t used = display_width(cell);
    const std::string pad(widths[i] > used ? widths[i] - used : 0, ' ');
    out += align_[i] == Align::kLeft ? cell + pad : pad + cell;
    if (i + 1 < widths.size()) out += std::string(kGap, ' ');
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

std::string Grid::text(Style style, std::size_t indent) const {
  if (align_.empty()) return {};
  const auto columns = widths(style.width - std::min(indent, style.width));
  const std::string before(indent, ' ');
  std::string out;
  for (const Line& line : lines_) {
    const auto parts = parts_of(line.cells, columns);
    for (const auto& cells : parts)
      out += toned(before + row(cells, columns), line.tone, style) + "\n";
  }
  return out;
}

// The lines of one row: what does not fit stands below, with nothing in the columns between.
std::vector<std::vector<std::string>> Grid::parts_of(std::vector<std::string> cells,
                                                     const std::vector<std::size_t>& widths) const {
  const std::size_t last = cells.size() - 1;
  auto first_parts = broken(cells.front(), widths.front());
  auto last_parts = std::vector{cells.back()};
  if (last > 0 && align_.back() == Align::kLeft) last_parts = wrapped(cells.back(), widths.back());
  std::vector<std::vector<std::string>> lines;
  for (std::size_t i = 0; i < std::max(first_parts.size(), last_parts.size()); ++i) {
    if (last > 0) cells.back() = i < last_parts.size() ? last_parts[i] : "";
    cells.front() = i < first_parts.size() ? first_parts[i] : "";
    lines.push_back(cells);
    std::fill(cells.begin(), cells.end(), "");
  }
  return lines;
}

}  // namespace kuipc::report
