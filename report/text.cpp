// SPDX-License-Identifier: Apache-2.0
#include "text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kuipc::report {

namespace {

struct CodePoint {
  char32_t value;
  std::size_t length;
};

// Decodes one UTF-8 sequence; a broken one is a single byte of value U+FFFD.
CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (length == 0 || at + length > text.size()) return {0xFFFD, 1};
  char32_t value = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return {0xFFFD, 1};
    value = (value << 6U) | (byte(at + i) & 0x3FU);
  }
  return {value, length};
}

bool unsafe_to_print(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD;
  const bool turns_text = (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
                          (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
  return control || turns_text;
}

// The length of a terminal's control sequence (ESC [ ... letter), as firmware writes to its
// console.
std::size_t control_sequence_at(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\x1b[") return 0;
  const std::size_t end = text.find_first_not_of("0123456789;?=", at + 2);
  return (end == std::string_view::npos ? text.size() : end + 1) - at;
}

}  // namespace

std::string grouped(double value) {
  const bool whole = std::abs(value) >= 100 || std::abs(value - std::round(value)) < 0.05;
  // Waits per message and their like: rounded to a place, each would be 0.
  if (std::abs(value) > 1e-6 && std::abs(value) < 1) return fmt::format("{:.3g}", value);
  std::string digits = whole ? fmt::format("{:.0f}", value) : fmt::format("{:.1f}", value);
  const std::size_t begin = digits.front() == '-' ? 1 : 0;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  for (std::size_t at = point; at > begin + 3;) digits.insert(at -= 3, 1, ',');
  return digits == "-0" ? "0" : digits;
}

std::string quantity(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::uint64_t kKiB = 1024;
  constexpr std::uint64_t kMiB = kKiB * kKiB;
  if (bytes >= kMiB && bytes % kMiB == 0) return fmt::format("{} MiB", bytes / kMiB);
  if (bytes >= kKiB && bytes % kKiB == 0) return fmt::format("{} KiB", bytes / kKiB);
  return grouped(static_cast<double>(bytes)) + " B";
}

std::string unit_text(std::string_view unit) {
  if (unit == "insn") return "instructions";
  if (unit == "insn/msg") return "instructions/message";
  if (unit == "insn/KiB") return "instructions/KiB";
  return std::string(unit);
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size(); at += code_point_at(text, at).length) ++columns;
  return columns;
}

std::string clipped(std::string_view text, std::size_t columns) {
  if (columns == 0) return {};
  if (display_width(text) <= columns) return std::string(text);
  std::size_t at = 0;
  for (std::size_t i = 0; i + 1 < columns; ++i) at += code_point_at(text, at).length;
  return std::string(text.substr(0, at)) + "…";
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t sequence = control_sequence_at(text, at); sequence > 0) {
      at += sequence;
      continue;
    }
    const CodePoint c = code_point_at(text, at);
    if (unsafe_to_print(c.value))
      out += '?';
    else
      out += text.substr(at, c.length);
    at += c.length;
  }
  return out;
}

std::string shell_word(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=,+@%-";
  const std::string text = printable(word);
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += "'\\'";
    out += c;
  }
  return out + "'";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!line.empty() && display_width(line) + 1 + display_width(word) > columns)
      lines.push_back(std::exchange(line, {}));
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

std::string paragraph(std::string_view first, std::string_view text, std::size_t columns) {
  const std::size_t indent = display_width(first);
  const std::size_t room = columns > indent + 20 ? columns - indent : 20;
  std::string out(first);
  std::string before;
  for (const std::string& line : wrapped(text, room)) {
    out += before + line + "\n";
    before = std::string(indent, ' ');
  }
  return out;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string markdown(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("\\`*_{}[]<>#|!~@").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string short_hash(std::string_view hash) {
  constexpr std::size_t kShown = 12;
  return printable(hash.substr(0, kShown));
}

void print_part(const std::string& text) {
  if (!text.empty()) fmt::print("{}\n", text);
}

}  // namespace kuipc::report
