// SPDX-License-Identifier: Apache-2.0
// Aligned columns for a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kuipc::report {

/// How the screen is to look. Colour only on a terminal, and never with NO_COLOR set.
struct Style {
  bool colour = false;
  std::size_t width = 80;
};

/// A width for what is never broken: commands to copy, tables to search.
inline constexpr std::size_t kUnbroken = 4096;

/// Stands in a cell for what there is none of.
inline constexpr const char* kNothing = "–";

/// The style that standard output can show.
Style style_of_stdout();

enum class Tone : std::uint8_t { kPlain, kStrong, kFaint, kGood, kCaution, kBad };

/// `text` in a tone; unchanged without colour.
std::string toned(std::string_view text, Tone tone, Style style);

enum class Align : std::uint8_t { kLeft, kRight };

class Grid {
 public:
  explicit Grid(std::vector<Align> columns) : align_(std::move(columns)) {}

  void add(std::vector<std::string> cells, Tone tone = Tone::kPlain);

  /// Takes the columns away that hold kNothing in every line below the first, the header: they say
  /// nothing. The first column stays.
  void drop_empty();

  /// Lines with two spaces between columns and `indent` before. Where they would be wider than the
  /// style's width, the last column is broken into lines, and if that is not enough the first too.
  /// Neither is cut: what tells two rows apart may stand at the end.
  [[nodiscard]] std::string text(Style style, std::size_t indent = 2) const;

 private:
  struct Line {
    std::vector<std::string> cells;
    Tone tone;
  };
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t room) const;
  [[nodiscard]] std::vector<std::vector<std::string>> parts_of(
      std::vector<std::string> cells, const std::vector<std::size_t>& widths) const;
  [[nodiscard]] std::string row(const std::vector<std::string>& cells,
                                const std::vector<std::size_t>& widths) const;

  std::vector<Align> align_;
  std::vector<Line> lines_;
};

}  // namespace kuipc::report
