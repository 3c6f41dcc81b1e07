// SPDX-License-Identifier: Apache-2.0
#include "style.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <optional>

#include "text.h"

namespace kuipc::report {

namespace {

constexpr std::size_t kNarrowest = 20;
constexpr std::size_t kWidest = 4096;

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

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// What nobody could mean by a width is none.
std::optional<std::size_t> asked_for_width() {
  const std::string_view text = environment("COLUMNS");
  std::size_t width = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), width);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return width < kNarrowest || width > kWidest ? std::nullopt : std::optional(width);
}

}  // namespace

Style style_of_stdout() {
  Style style;
  const auto asked = asked_for_width();
  if (asked) style.width = *asked;
  if (::isatty(STDOUT_FILENO) == 0) {
    style.whole_lines = !asked;
    return style;
  }
  const std::string_view terminal = environment("TERM");
  const bool dumb = terminal.empty() || terminal == "dumb";
  style.colour = !dumb && environment("NO_COLOR").empty();
  struct winsize size {};
  if (!asked && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= kNarrowest)
    style.width = size.ws_col;
  return style;
}

std::string toned(std::string_view text, Tone tone, Style style) {
  if (!style.colour || tone == Tone::kPlain) return std::string(text);
  return fmt::format("{}{}\x1b[0m", escape_of(tone), text);
}

std::string heading(std::string_view text, Tone tone, Style style) {
  if (style.whole_lines) return toned(text, tone, style) + "\n";
  std::string out;
  for (const std::string& line : wrapped(text, style.width)) out += toned(line, tone, style) + "\n";
  return out;
}

}  // namespace kuipc::report
