// SPDX-License-Identifier: Apache-2.0
// Numbers and names as people read them.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace kuipc::report {

/// 5410 -> "5,410"; below 100 what is not whole keeps one decimal, below 1 three digits.
std::string grouped(double value);

/// 1, "row" -> "1 row"; 2, "row" -> "2 rows".
std::string quantity(std::size_t count, std::string_view noun);

/// 64 -> "64 B", 4096 -> "4 KiB"; what is no whole KiB or MiB stays in bytes.
std::string size_text(std::uint64_t bytes);

/// "insn" -> "instructions"; units without a longer name stay as they are.
std::string unit_text(std::string_view unit);

/// Columns that a terminal needs for `text`: one for each code point.
std::size_t display_width(std::string_view text);

/// The first columns of `text`, ending in an ellipsis if something had to go.
std::string clipped(std::string_view text, std::size_t columns);

/// What came from a file, made safe to print: terminal control sequences go, other control
/// characters and those that turn the reading direction become '?'.
std::string printable(std::string_view text);

/// The same as prose of a Markdown page, in a table's cell too: what Markdown or HTML would take
/// for its own is escaped.
std::string markdown(std::string_view text);

/// A commit or checksum is recognised by its beginning.
std::string short_hash(std::string_view hash);

/// A word as it can stand in a command that somebody copies into a shell, quoted if need be. A
/// control character is replaced, as printable() does.
std::string shell_word(std::string_view word);

/// Prints `text` and an empty line behind it, or nothing.
void print_part(const std::string& text);

/// Lines of at most `columns`, broken at spaces; a longer word stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

/// wrapped(), with `first` before the first line and as many spaces before the others.
std::string paragraph(std::string_view first, std::string_view text, std::size_t columns);

/// "a, b, c"
std::string joined(const std::vector<std::string>& words, std::string_view between = ", ");

/// A string that is gone when the statement is.
template <typename Text>
concept TemporaryString = std::same_as<std::remove_const_t<Text>, std::string>;

/// Lines without their line ends; a carriage return at the end goes too. They are views of `text`.
std::vector<std::string_view> lines_of(std::string_view text);
template <TemporaryString Text>
void lines_of(Text&&) = delete;

}  // namespace kuipc::report
