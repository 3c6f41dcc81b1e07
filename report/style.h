// SPDX-License-Identifier: Apache-2.0
// What the place that text is printed to can show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kuipc::report {

/// How the screen is to look. Colour only on a terminal, and never with NO_COLOR set.
struct Style {
  bool colour = false;
  std::size_t width = 80;
  bool whole_lines = false;  // a line of a table is for searching: however long, it is never broken
};

/// The style that standard output can show: the width is COLUMNS if that is set, else the
/// terminal's. Where there is no terminal prose has 80 columns, and tables have whole lines.
Style style_of_stdout();

enum class Tone : std::uint8_t { kPlain, kStrong, kFaint, kGood, kCaution, kBad };

/// `text` in a tone; unchanged without colour.
std::string toned(std::string_view text, Tone tone, Style style);

/// What stands above a table: a line of the style's width, or as many as it takes.
std::string heading(std::string_view text, Tone tone, Style style);

}  // namespace kuipc::report
