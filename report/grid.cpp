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
constexpr std::size_t kNarrowestLast = 20;

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
    const std::string cell = i == 0 ? clipped(cells[i], widths[i]) : cells[i];
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
    std::vector<std::string> cells = line.cells;
    const bool breaks = align_.back() == Align::kLeft && cells.size() > 1;
    auto parts = breaks ? wrapped(cells.back(), columns.back()) : std::vector{cells.back()};
    if (parts.empty()) parts.emplace_back();
    for (std::string& part : parts) {
      cells.back() = std::move(part);
      out += toned(before + row(cells, columns), line.tone, style) + "\n";
      std::fill(cells.begin(), cells.end(), "");
    }
  }
  return out;
}

}  // namespace kuipc::report
