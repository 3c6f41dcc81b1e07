// SPDX-License-Identifier: Apache-2.0
#include "grid.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "text.h"

namespace kuipc::report {

namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowestFirst = 8;
constexpr std::size_t kNarrowestLast = 19;
constexpr const char* kInside = "  ";  // a block, below its title

std::size_t total_of(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
}

// Takes from `width` what `widths` are wider than `room`, down to `least`.
void narrow(const std::vector<std::size_t>& widths, std::size_t room, std::size_t& width,
            std::size_t least) {
  const std::size_t total = total_of(widths);
  width -= std::min(total - std::min(total, room), width - std::min(width, least));
}

std::size_t longest_word(const std::string& text) {
  std::size_t longest = 0;
  for (const std::string& word : wrapped(text, 1)) longest = std::max(longest, display_width(word));
  return longest;
}

}  // namespace

void Grid::add(std::vector<std::string> cells, Tone tone) {
  cells.resize(align_.size());
  lines_.push_back({std::move(cells), tone, false});
}

void Grid::add_header(std::vector<std::string> cells) {
  cells.resize(align_.size());
  lines_.push_back({std::move(cells), Tone::kFaint, true});
}

void Grid::drop_empty() {
  for (std::size_t column = align_.size(); column-- > 1;) {
    const bool empty = std::all_of(lines_.begin(), lines_.end(), [&](const Line& line) {
      return line.header || line.cells[column] == kNothing;
    });
    if (!empty) continue;
    const auto at = static_cast<std::ptrdiff_t>(column);
    align_.erase(align_.begin() + at);
    for (Line& line : lines_) line.cells.erase(line.cells.begin() + at);
  }
}

std::size_t Grid::title_column() const {
  return title_ == Title::kFirst ? 0 : align_.size() - 1;
}

std::vector<std::size_t> Grid::natural_widths() const {
  std::vector<std::size_t> widths(align_.size(), 0);
  for (const Line& line : lines_)
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(line.cells[i]));
  return widths;
}

std::size_t Grid::narrowest_last() const {
  std::size_t width = kNarrowestLast;
  for (const Line& line : lines_) width = std::max(width, longest_word(line.cells.back()));
  return width;
}

// Narrows what may be narrowed; false if that is not enough.
bool Grid::fit(std::vector<std::size_t>& widths, std::size_t room) const {
  if (title_ == Title::kFirst) {
    if (widths.size() > 1 && align_.back() == Align::kLeft)
      narrow(widths, room, widths.back(), narrowest_last());
    if (align_.front() != Align::kRight) narrow(widths, room, widths.front(), kNarrowestFirst);
  }
  return total_of(widths) <= room;
}

std::string Grid::row(const Lines& cells, const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::size_t used = display_width(cells[i]);
    const std::string pad(widths[i] > used ? widths[i] - used : 0, ' ');
    out += align_[i] == Align::kRight ? pad + cells[i] : cells[i] + pad;
    if (i + 1 < widths.size()) out += std::string(kGap, ' ');
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

// The lines of one row: a title too long for its column, then the row, then what is left of the
// last cell with nothing in the columns before.
Grid::Lines Grid::aligned(Lines cells, const std::vector<std::size_t>& widths) const {
  Lines lines;
  if (display_width(cells.front()) > widths.front())
    lines.push_back(std::exchange(cells.front(), ""));
  Lines rest = {cells.back()};
  if (display_width(cells.back()) > widths.back()) rest = wrapped(cells.back(), widths.back());
  if (widths.size() == 1 && cells.front().empty()) return lines;
  for (const std::string& part : rest) {
    cells.back() = part;
    lines.push_back(row(cells, widths));
    std::fill(cells.begin(), cells.end(), "");
  }
  return lines;
}

bool Grid::has_title_of(const Line& line, const Line* before) const {
  const std::size_t title = title_column();
  return before != nullptr && !line.header && before->cells[title] == line.cells[title];
}

Grid::Lines Grid::block(const Line& line, const Line* header, std::size_t room) const {
  const std::size_t inside = room > kGap ? room - kGap : 1;
  Lines lines;
  // A title in front is a name; one at the end may go on with a remark.
  const std::string& title = line.cells[title_column()];
  if (title_ == Title::kLast)
    lines = wrapped(title, room);
  else if (!title.empty())
    lines.push_back(title);
  if (line.header) return title_ == Title::kFirst ? lines : Lines{};
  std::string open;  // the line that is being filled
  const std::string between = header == nullptr ? "  " : " · ";
  for (std::size_t i = 0; i < line.cells.size(); ++i) {
    if (i == title_column() || line.cells[i].empty() || line.cells[i] == kNothing) continue;
    std::string item = line.cells[i];
    if (header != nullptr && !header->cells[i].empty()) item = header->cells[i] + " " + item;
    if (!open.empty() && display_width(open + between + item) > inside)
      lines.push_back(kInside + std::exchange(open, ""));
    open += (open.empty() ? "" : between) + item;
    if (align_[i] != Align::kLeft || display_width(open) <= inside) continue;
    for (const std::string& part : wrapped(std::exchange(open, ""), inside))
      lines.push_back(kInside + part);
  }
  if (!open.empty()) lines.push_back(kInside + open);
  return lines;
}

std::string Grid::text(Style style, std::size_t indent) const {
  if (align_.empty()) return {};
  std::size_t room = std::numeric_limits<std::size_t>::max();
  if (!style.whole_lines) room = style.width - std::min(indent, style.width);
  auto widths = natural_widths();
  const bool columns = fit(widths, room);
  const Line* header = nullptr;
  const Line* before = nullptr;
  std::string out;
  for (const Line& line : lines_) {
    if (line.header) header = &line;
    Lines parts = columns ? aligned(line.cells, widths) : block(line, header, room);
    if (!columns && has_title_of(line, std::exchange(before, &line)) && !parts.empty())
      parts.erase(parts.begin());
    for (const std::string& part : parts)
      out += toned(std::string(indent, ' ') + part, line.tone, style) + "\n";
  }
  return out;
}

}  // namespace kuipc::report
