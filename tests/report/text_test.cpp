// SPDX-License-Identifier: Apache-2.0
#include "text.h"

#include "grid.h"
#include "support.h"

namespace kuipc::report {
namespace {

TEST(Quantity, HasANounOfItsNumber) {
  EXPECT_EQ(quantity(0, "row"), "0 rows");
  EXPECT_EQ(quantity(1, "row"), "1 row");
  EXPECT_EQ(quantity(2, "row"), "2 rows");
}

TEST(Grouped, SeparatesThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(5410), "5,410");
  EXPECT_EQ(grouped(1234567890), "1,234,567,890");
  EXPECT_EQ(grouped(-1234), "-1,234");
}

TEST(Grouped, KeepsADecimalOnlyWhereItMatters) {
  EXPECT_EQ(grouped(46.16), "46.2");
  EXPECT_EQ(grouped(3.0), "3");
  EXPECT_EQ(grouped(100.6), "101");
  EXPECT_EQ(grouped(-0.01), "-0.01");
  EXPECT_EQ(grouped(0.0125), "0.0125");
  EXPECT_EQ(grouped(-1e-9), "0");
}

TEST(SizeText, UsesWholeBinaryUnits) {
  EXPECT_EQ(size_text(8), "8 B");
  EXPECT_EQ(size_text(1024), "1 KiB");
  EXPECT_EQ(size_text(1500), "1,500 B");
  EXPECT_EQ(size_text(65536), "64 KiB");
  EXPECT_EQ(size_text(1048576), "1 MiB");
}

TEST(DisplayWidth, CountsCodePoints) {
  EXPECT_EQ(display_width("× syscall"), 9U);
  EXPECT_EQ(display_width("–"), 1U);
  EXPECT_EQ(display_width("\xff\xfe"), 2U);
}

TEST(Clipped, EndsInAnEllipsis) {
  EXPECT_EQ(clipped("netlink", 7), "netlink");
  EXPECT_EQ(clipped("netlink", 4), "net…");
  EXPECT_EQ(clipped("×××", 2), "×…");
}

TEST(Printable, DisarmsWhatATerminalWouldObey) {
  EXPECT_EQ(printable("</script> \"quotes\" é"), "</script> \"quotes\" é");
  EXPECT_EQ(printable("a\x1b[31mb\x1b[0m"), "ab");
  EXPECT_EQ(printable("bell\a tab\t nul" + std::string(1, '\0')), "bell? tab? nul?");
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "evil"),
            "?evil");  // right-to-left override
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "?31m");  // CSI in one code point
  EXPECT_EQ(printable("\x1b["), "");
  EXPECT_EQ(printable("\xe2\x80"), "??");
}

TEST(Wrapped, BreaksAtSpacesOnly) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("unbreakable", 4), (std::vector<std::string>{"unbreakable"}));
  EXPECT_EQ(paragraph("- ", "one two three four five six", 22),
            "- one two three four\n  five six\n");
}

// Of a temporary they would be views of nothing.
template <typename Text>
concept HasLines = requires(Text&& text) {
  lines_of(std::forward<Text>(text));
};
static_assert(HasLines<const std::string&> && HasLines<std::string_view> && HasLines<const char*>);
static_assert(!HasLines<std::string> && !HasLines<const std::string>);

TEST(LinesOf, TakesBothLineEnds) {
  EXPECT_EQ(lines_of("a\r\nb\n\nc"), (std::vector<std::string_view>{"a", "b", "", "c"}));
  EXPECT_TRUE(lines_of("").empty());
}

TEST(Toned, IsPlainWithoutColour) {
  EXPECT_EQ(toned("x", Tone::kBad, {false, 80}), "x");
  EXPECT_EQ(toned("x", Tone::kBad, {true, 80}), "\x1b[31mx\x1b[0m");
}

TEST(Text, AWordForAShell) {
  EXPECT_EQ(shell_word("results/runs/x-1"), "results/runs/x-1");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("$(x)\x1b[2J"), "'$(x)'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace kuipc::report
