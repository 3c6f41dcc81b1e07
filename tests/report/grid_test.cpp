// SPDX-License-Identifier: Apache-2.0
// Tables on narrow terminals: what tells two rows apart is never broken.
#include "grid.h"

#include <gtest/gtest.h>

namespace kuipc::report {
namespace {

constexpr Align kName = Align::kWhole;

TEST(Grid, AlignsAndBreaksItsLastColumn) {
  Grid grid({kName, Align::kRight, Align::kLeft});
  grid.add({"a", "1,000", "yes: task, kthread, softirq"});
  grid.add({"bcd", "1", "×"});
  EXPECT_EQ(grid.text({false, 80}), "  a    1,000  yes: task, kthread, softirq\n  bcd      1  ×\n");
  EXPECT_EQ(grid.text({false, 36}),
            "  a    1,000  yes: task, kthread,\n              softirq\n  bcd      1  ×\n");
}

TEST(Grid, GivesALongNameALineOfItsOwn) {
  Grid grid({kName, Align::kRight});
  grid.add({"a-very-long-transport-name", "1,000"});
  grid.add({"short", "20"});
  EXPECT_EQ(grid.text({false, 24}),
            "  a-very-long-transport-name\n                   1,000\n  short               20\n");
}

TEST(Grid, TellsRowsApartThatDifferAtTheirEnds) {
  Grid grid({kName, Align::kRight});
  grid.add({"chardev softirq block", "1,000"});
  grid.add({"chardev softirq spin", "2,000"});
  EXPECT_EQ(grid.text({false, 24}),
            "  chardev softirq block\n                   1,000\n"
            "  chardev softirq spin\n                   2,000\n");
}

TEST(Grid, MakesABlockOfEachRowWhereColumnsHaveNoRoom) {
  Grid grid({kName, Align::kRight, Align::kRight, Align::kLeft});
  grid.add_header({"", "instructions", "copies", "kernel starts it?"});
  grid.add({"netlink.coalesced", "5,410", "2", "yes: task, kthread, softirq"});
  grid.add({"ioctl", "1,010", "–", "no"});
  EXPECT_EQ(grid.text({false, 40}),
            "  netlink.coalesced\n    instructions 5,410 · copies 2\n"
            "    kernel starts it? yes: task,\n    kthread, softirq\n"
            "  ioctl\n    instructions 1,010\n    kernel starts it? no\n");
}

TEST(Grid, PutsTheLastColumnsTitleInFrontOfItsBlock) {
  Grid grid({kName, Align::kRight, Align::kLeft}, Title::kLast);
  grid.add_header({"verdict", "base", "row"});
  grid.add({"regression", "5,410", "event/netlink/ctx:hardirq+work/size:64/wake:block: a remark"});
  EXPECT_EQ(grid.text({false, 40}),
            "  event/netlink/ctx:hardirq+work/size:64/wake:block:\n  a remark\n"
            "    verdict regression · base 5,410\n");
}

TEST(Grid, SaysATitleOnceThatRowsHaveInTurn) {
  Grid grid({kName, kName, Align::kRight, kName});
  grid.add({"latency_intended", "median", "7,304", "instructions"});
  grid.add({"latency_intended", "mean", "7,401", "instructions"});
  EXPECT_EQ(grid.text({false, 32}),
            "  latency_intended\n    median  7,304  instructions\n    mean  7,401  instructions\n");
}

TEST(Grid, HasWholeLinesWhereTheyAreSearched) {
  Grid grid({kName, Align::kLeft});
  grid.add({"name", std::string(200, 'x') + " " + std::string(200, 'y')});
  const std::string text = grid.text({false, 80, true});
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(Style, TakesItsWidthFromTheEnvironmentAndTablesWholeWithoutATerminal) {
  testing::internal::CaptureStdout();  // a file: no terminal
  ::unsetenv("COLUMNS");
  const Style plain = style_of_stdout();
  ::setenv("COLUMNS", "40", 1);
  const Style narrow = style_of_stdout();
  ::setenv("COLUMNS", "wide", 1);
  const Style nonsense = style_of_stdout();
  ::unsetenv("COLUMNS");
  testing::internal::GetCapturedStdout();
  EXPECT_TRUE(plain.whole_lines && plain.width == 80);
  EXPECT_TRUE(!narrow.whole_lines && narrow.width == 40);
  EXPECT_TRUE(nonsense.whole_lines && nonsense.width == 80);
}

}  // namespace
}  // namespace kuipc::report
