// SPDX-License-Identifier: Apache-2.0
// Aligned columns where there is room for them; where there is not, a block of lines for each row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "style.h"

namespace kuipc::report {

/// Stands in a cell for what there is none of.
inline constexpr const char* kNothing = "–";

/// kLeft is text that may be broken at its spaces; a number (kRight), a name or a command (kWhole)
/// is never broken.
enum class Align : std::uint8_t { kLeft, kRight, kWhole };

/// The column that tells which row it is: never broken, and the first line of a block.
enum class Title : std::uint8_t { kFirst, kLast };

class Grid {
 public:
  explicit Grid(std::vector<Align> columns, Title title = Title::kFirst)
      : align_(std::move(columns)), title_(title) {}

  void add(std::vector<std::string> cells, Tone tone = Tone::kPlain);

  /// Names the columns of the lines that follow.
  void add_header(std::vector<std::string> cells);

  /// Takes the columns away that hold kNothing in every line but headers: they say nothing. The
  /// first column stays.
  void drop_empty();

  /// Lines with two spaces between columns and `indent` before. Where they would be wider than the
  /// style's width, the last column is broken at its spaces, and a first one that is too long
  /// stands on a line of its own. Where even that does not fit, each row becomes a block: its
  /// title, and below it "header cell · header cell", broken between two of them. A title that
  /// several rows in turn have stands once.
  [[nodiscard]] std::string text(Style style, std::size_t indent = 2) const;

 private:
  struct Line {
    std::vector<std::string> cells;
    Tone tone;
    bool header;
  };
  using Lines = std::vector<std::string>;

  [[nodiscard]] std::vector<std::size_t> natural_widths() const;
  [[nodiscard]] std::size_t narrowest_last() const;
  [[nodiscard]] bool fit(std::vector<std::size_t>& widths, std::size_t room) const;
  [[nodiscard]] Lines aligned(Lines cells, const std::vector<std::size_t>& widths) const;
  [[nodiscard]] std::string row(const Lines& cells, const std::vector<std::size_t>& widths) const;
  [[nodiscard]] Lines block(const Line& line, const Line* header, std::size_t room) const;
  [[nodiscard]] bool has_title_of(const Line& line, const Line* before) const;
  [[nodiscard]] std::size_t title_column() const;

  std::vector<Align> align_;
  Title title_;
  std::vector<Line> lines_;
};

}  // namespace kuipc::report
