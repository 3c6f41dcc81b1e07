// SPDX-License-Identifier: Apache-2.0
// Every rule by which a row gets its verdict, each on a pair of results made for it.
#include "comparison.h"

#include "made_side.h"

namespace kuipc::report {
namespace {

constexpr const char* kRow = "echo/netlink/size:64";

Outcome counted(double base, double head, const Terms& terms = {}) {
  return only_change(made_side({made_row(kRow, base)}), made_side({made_row(kRow, head)}), terms)
      .outcome;
}

Terms with(double instructions, double percent) {
  Terms terms;
  terms.policy.instructions = instructions;
  terms.policy.counted_percent = percent;
  return terms;
}

TEST(Counted, IsUnchangedUpToTheThresholdAndChangedBeyond) {
  const Terms terms = with(10, 0);
  EXPECT_EQ(counted(1000, 1010, terms), Outcome::kUnchanged);
  EXPECT_EQ(counted(1000, 990, terms), Outcome::kUnchanged);
  EXPECT_EQ(counted(1000, 1011, terms), Outcome::kRegression);
  EXPECT_EQ(counted(1000, 989, terms), Outcome::kImprovement);
}

TEST(Counted, NeedsBothFloorsToBePassed) {
  EXPECT_EQ(counted(10000, 10015, with(10, 1)), Outcome::kUnchanged);  // 10 are passed, 1 % is not
  EXPECT_EQ(counted(100, 105, with(10, 1)), Outcome::kUnchanged);      // 1 % is passed, 10 are not
  EXPECT_EQ(counted(10000, 10101, with(10, 1)), Outcome::kRegression);
}

TEST(Counted, NeverHasAThresholdBelowTheRowsSensitivity) {
  const Side base = made_side({sensitive(made_row(kRow, 1000), 0.02)});
  Terms terms = with(1, 0.1);
  terms.policy.sensitivity_times = 2;
  EXPECT_EQ(only_change(base, made_side({made_row(kRow, 1040)}), terms).outcome,
            Outcome::kUnchanged);
  const Change change = only_change(base, made_side({made_row(kRow, 1041)}), terms);
  EXPECT_EQ(change.outcome, Outcome::kRegression);
  EXPECT_EQ(change.threshold.source, "2 × sensitivity");
  EXPECT_DOUBLE_EQ(change.threshold.value, 40);
}

TEST(Counted, IsHeldToALowerFloorWhereItsSensitivityIsKnown) {
  Terms terms = with(1, 1);
  terms.policy.perturbed_percent = 0.1;
  const auto with_sensitivity = [&](double value) {
    const Side base = made_side({sensitive(made_row(kRow, 10000), 0)});
    return only_change(base, made_side({made_row(kRow, value)}), terms).outcome;
  };
  EXPECT_EQ(with_sensitivity(10010), Outcome::kUnchanged);
  EXPECT_EQ(with_sensitivity(10011), Outcome::kRegression);
  EXPECT_EQ(counted(10000, 10011, terms), Outcome::kUnchanged);
}

TEST(Counted, IsHeldToItsHistory) {
  Terms terms = with(1, 0.1);
  terms.fence = [](const std::string&, const std::string&) { return std::optional(0.05); };
  EXPECT_EQ(counted(1000, 1050, terms), Outcome::kUnchanged);
  EXPECT_EQ(counted(1000, 1051, terms), Outcome::kRegression);
}

TEST(Counted, HasNoProbabilities) {
  const Change change =
      only_change(made_side({made_row(kRow, 1000)}), made_side({made_row(kRow, 2000)}));
  EXPECT_FALSE(change.q.has_value());
  EXPECT_FALSE(change.interval.has_value());
}

TEST(Counted, OfWhichMoreIsBetterTurnsRound) {
  const auto side = [](double value) {
    return made_side({made_row(kRow, value, "msg/s", "higher")});
  };
  EXPECT_EQ(only_change(side(1000), side(900)).outcome, Outcome::kRegression);
  EXPECT_EQ(only_change(side(1000), side(1100)).outcome, Outcome::kImprovement);
}

TEST(Counted, ThatARepetitionContradictsIsNondeterministic) {
  const Side base = made_side({made_row(kRow, 1000)});
  Side head = made_side({made_row(kRow, 1100)});
  head.results.push_back(made_result({made_row(kRow, 1100)}));
  EXPECT_EQ(only_change(base, head).outcome, Outcome::kRegression);
  head.results.back() = made_result({made_row(kRow, 1000)});
  EXPECT_EQ(only_change(base, head).outcome, Outcome::kNondeterministic);
}

TEST(Counted, ThatDisagreesAroundTheBaseIsNondeterministicToo) {
  const Side base = made_side({made_row(kRow, 1000)});
  Side head = made_side({made_row(kRow, 900)});
  head.results.push_back(made_result({made_row(kRow, 1100)}));
  EXPECT_EQ(only_change(base, head).outcome, Outcome::kNondeterministic);
}

TEST(Counted, IsJudgedByTheNearestOfItsRepetitions) {
  Side base = made_side({made_row(kRow, 1000)});
  base.results.push_back(made_result({made_row(kRow, 1009)}));
  Side head = made_side({made_row(kRow, 1021)});
  head.results.push_back(made_result({made_row(kRow, 1030)}));
  EXPECT_EQ(only_change(base, head, with(10, 0)).outcome, Outcome::kRegression);
  EXPECT_EQ(only_change(base, head, with(25, 0)).outcome, Outcome::kNondeterministic);
}

// Beyond the limit in one boot and at it in another: the change is there in both.
TEST(Counted, OfWhichOneRunIsAtTheLimitIsARegressionShownWithBoth) {
  const Side base = made_side({made_row(kRow, 1000)});
  Side head = made_side({made_row(kRow, 1025)});
  head.results.push_back(made_result({made_row(kRow, 1020)}));
  const Change change = only_change(base, head, with(21, 0));
  EXPECT_EQ(change.outcome, Outcome::kRegression);
  EXPECT_EQ(change.head, 1020.0) << "a value that occurred";
  EXPECT_EQ(change.note, "its runs: 1,020, 1,025; not all are beyond the limit");
  head.results.back() = made_result({made_row(kRow, 1004)});
  EXPECT_EQ(only_change(base, head, with(21, 0)).outcome, Outcome::kNondeterministic);
}

std::vector<double> around(double middle) {
  std::vector<double> values;
  for (int i = -4; i <= 4; ++i) values.push_back(middle + i * 0.001 * middle);
  return values;
}

Change wall(const std::vector<double>& base, const std::vector<double>& head,
            const Terms& terms = {}) {
  return only_change(made_side({made_row(kRow, base)}, Clock::kWall),
                     made_side({made_row(kRow, head)}, Clock::kWall), terms);
}

TEST(Wall, ChangesByATestAndAnEffect) {
  const Change worse = wall(around(1000), around(1050));
  EXPECT_EQ(worse.outcome, Outcome::kRegression);
  ASSERT_TRUE(worse.q && worse.interval);
  EXPECT_LT(*worse.q, 0.001);
  EXPECT_GT(worse.interval->low, 1.04);
  EXPECT_EQ(wall(around(1000), around(950)).outcome, Outcome::kImprovement);
}

TEST(Wall, IsUnchangedOnlyIfTheWholeIntervalIsSmall) {
  EXPECT_EQ(wall(around(1000), around(1000)).outcome, Outcome::kUnchanged);
  // A sure change of 1 % that nobody wants to hear of.
  EXPECT_EQ(wall(around(1000), around(1010)).outcome, Outcome::kUnchanged);
}

TEST(Wall, IsInconclusiveWhereNoiseHidesBoth) {
  const std::vector<double> noisy = {700, 800, 900, 950, 1000, 1060, 1150, 1300, 1500};
  EXPECT_EQ(wall(noisy, noisy).outcome, Outcome::kInconclusive);
}

TEST(Wall, NeedsNineRepetitionsOnEachSide) {
  const std::vector<double> eight(8, 1000);
  const Change change = wall(eight, around(2000));
  EXPECT_EQ(change.outcome, Outcome::kInconclusive);
  EXPECT_EQ(change.note, "needs 9 repetitions on each side, has 8 and 9");
}

TEST(Wall, GathersRepetitionsOverRuns) {
  Side base = made_side({made_row(kRow, {1000, 1001, 999})}, Clock::kWall);
  Side head = made_side({made_row(kRow, {1100, 1101, 1099})}, Clock::kWall);
  for (int run = 0; run < 2; ++run) {
    base.results.push_back(base.results.front());
    head.results.push_back(head.results.front());
  }
  EXPECT_EQ(only_change(base, head).outcome, Outcome::kRegression);
}

TEST(Wall, CountsFalseDiscoveriesOverAllRows) {
  // p = 0.006 alone; among forty rows without a change it is what chance brings.
  const std::vector<double> before = {1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008};
  const std::vector<double> after = {1002.5, 1004.5, 1060, 1061, 1062, 1063, 1066, 1064, 1065};
  EXPECT_EQ(wall(before, after).outcome, Outcome::kRegression);
  std::vector<Row> base = {made_row(kRow, before)};
  std::vector<Row> head = {made_row(kRow, after)};
  for (int i = 0; i < 40; ++i) {
    base.push_back(made_row("echo/other/size:" + std::to_string(i), before));
    head.push_back(made_row("echo/other/size:" + std::to_string(i), before));
  }
  const Comparison all =
      compare_sides(made_side(base, Clock::kWall), made_side(head, Clock::kWall), {});
  EXPECT_EQ(all.count(Outcome::kRegression), 0U);
  EXPECT_EQ(all.count(Outcome::kInconclusive), 1U);
}

// What changed with the machine's own pace is no verdict on a kernel.
TEST(Wall, DoubtsAMachineWhosePaceChanged) {
  const std::string copy = "floor/memcpy/size:1024";
  const Side base =
      made_side({made_row(kRow, around(1000)), made_row(copy, around(100))}, Clock::kWall);
  Side head = made_side({made_row(kRow, around(1050)), made_row(copy, around(100))}, Clock::kWall);
  EXPECT_EQ(compare_sides(base, head, {}).count(Outcome::kRegression), 1U);

  head = made_side({made_row(kRow, around(1050)), made_row(copy, around(105))}, Clock::kWall);
  const Comparison doubted = compare_sides(base, head, {});
  EXPECT_EQ(doubted.count(Outcome::kInconclusive), 2U);
  ASSERT_EQ(doubted.remarks.size(), 1U);
  EXPECT_NE(doubted.remarks.front().find("5 % slower"), std::string::npos);

  head.results.front().subject.kuipc.harness_sha256 = "another";
  EXPECT_EQ(compare_sides(base, head, {}).count(Outcome::kRegression), 2U);
}

TEST(Rows, ThatVanishedAreNeverAPass) {
  const Side base = made_side({made_row(kRow, 1000)});
  EXPECT_EQ(only_change(base, made_side({})).outcome, Outcome::kMissing);
  const Change skipped =
      only_change(base, made_side({without_number(kRow, RowStatus::kSkipped, "no module")}));
  EXPECT_EQ(skipped.outcome, Outcome::kMissing);
  EXPECT_EQ(skipped.note, "skipped: no module");
}

TEST(Rows, ThatAreWrongAreErrors) {
  const Side wrong = made_side({without_number(kRow, RowStatus::kError, "byte 7 differs")});
  const Change change = only_change(made_side({made_row(kRow, 1000)}), wrong);
  EXPECT_EQ(change.outcome, Outcome::kError);
  EXPECT_EQ(change.note, "wrong: byte 7 differs");
  EXPECT_EQ(only_change(made_side({}), wrong).outcome, Outcome::kError);
  EXPECT_EQ(only_change(wrong, made_side({made_row(kRow, 1000)})).outcome, Outcome::kNew);
}

TEST(Rows, OfTheHeadAloneAreNew) {
  EXPECT_EQ(only_change(made_side({}), made_side({made_row(kRow, 1000)})).outcome, Outcome::kNew);
}

TEST(Rows, SkippedOnBothSidesAreCountedAndNothingElse) {
  const Side side = made_side({without_number(kRow, RowStatus::kSkipped, "no module")});
  const Comparison comparison = compare_sides(side, side, {});
  EXPECT_TRUE(comparison.changes.empty());
  EXPECT_EQ(comparison.skipped_in_both, 1U);
}

TEST(Rows, OfAnotherUnitAreNotComparable) {
  const Change change =
      only_change(made_side({made_row(kRow, 1000)}), made_side({made_row(kRow, 1000, "insn/msg")}));
  EXPECT_EQ(change.outcome, Outcome::kNotComparable);
  EXPECT_EQ(change.note, "units differ: insn, insn/msg");
}

TEST(Rows, StandInTheOrderOfHowFarBeyondTheyAre) {
  const Terms terms = with(10, 0);
  const Comparison comparison = compare_sides(
      made_side({made_row("echo/a", 100), made_row("echo/b", 1000), made_row("echo/c", 1000)}),
      made_side({made_row("echo/a", 120), made_row("echo/b", 900), made_row("echo/c", 1001)}),
      terms);
  ASSERT_EQ(comparison.changes.size(), 3U);
  EXPECT_EQ(comparison.changes[0].row, "echo/b");
  EXPECT_DOUBLE_EQ(comparison.changes[0].beyond(), 10);
  EXPECT_EQ(comparison.changes[1].row, "echo/a");
  EXPECT_EQ(comparison.changes[2].row, "echo/c");
}

TEST(Machines, ThatDifferMakeNothingComparable) {
  Side head = made_side({made_row(kRow, 1000)});
  head.results.front().machine.fingerprint = "another";
  head.results.front().machine.cpu_model = "max";
  const Comparison comparison = compare_sides(made_side({made_row(kRow, 1000)}), head, {});
  ASSERT_EQ(comparison.machine.size(), 1U);
  EXPECT_EQ(comparison.machine.front().field, "cpu_model");
  EXPECT_EQ(comparison.changes.front().outcome, Outcome::kNotComparable);
}

Terms accepting(double percent, std::optional<bool> crossed) {
  Terms terms = with(4, 0.1);
  terms.policy.accepted.push_back(
      {"^echo/", std::regex("^echo/"), "kuipc", "abcdef0", percent, "checks more", "abcdef1"});
  terms.crosses = [crossed](const AcceptedStep&) { return crossed; };
  return terms;
}

TEST(AcceptedSteps, MoveTheBaseByWhatWasAccepted) {
  EXPECT_EQ(counted(1000, 1050, accepting(5, true)), Outcome::kAccepted);
  EXPECT_EQ(counted(1000, 1060, accepting(5, true)), Outcome::kRegression);
  EXPECT_EQ(counted(1000, 1000, accepting(5, true)), Outcome::kImprovement);
}

TEST(AcceptedSteps, ThatDoNotLieBetweenTheTwoChangeNothing) {
  EXPECT_EQ(counted(1000, 1050, accepting(5, false)), Outcome::kRegression);
  EXPECT_EQ(counted(1000, 1000, accepting(5, false)), Outcome::kUnchanged);
}

TEST(AcceptedSteps, WhosePlaceNobodyKnowsAreNamedAndNotApplied) {
  const Comparison comparison = compare_sides(made_side({made_row(kRow, 1000)}),
                                              made_side({made_row(kRow, 1050)}), accepting(5, {}));
  EXPECT_EQ(comparison.changes.front().outcome, Outcome::kRegression);
  ASSERT_EQ(comparison.remarks.size(), 1U);
  EXPECT_NE(comparison.remarks.front().find("cannot be told"), std::string::npos);
}

}  // namespace
}  // namespace kuipc::report
