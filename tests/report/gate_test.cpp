// SPDX-License-Identifier: Apache-2.0
// What gate lets in, with which status, and the files that it leaves.
#include "gate.h"

#include "called.h"
#include "files.h"
#include "made_side.h"

namespace kuipc::report {
namespace {

constexpr const char* kRow = "echo/netlink/size:64";

Gated gated(std::vector<Row> base, std::vector<Row> head, Clock clock = Clock::kCounted) {
  Gated made;
  made.now.base = made_side(std::move(base), clock);
  made.now.head = made_side(std::move(head), clock);
  made.now.comparison = compare_sides(made.now.base, made.now.head, {});
  return made;
}

Status status(std::vector<Row> base, std::vector<Row> head) {
  return status_of(gated(std::move(base), std::move(head)));
}

TEST(GateStatus, IsOneForARegressionAlone) {
  EXPECT_EQ(status({made_row(kRow, 1000)}, {made_row(kRow, 1100)}), kRegression);
  EXPECT_EQ(status({made_row(kRow, 1000)}, {made_row(kRow, 900)}), kFine);
  EXPECT_EQ(status({made_row(kRow, 1000)}, {made_row(kRow, 1000)}), kFine);
}

TEST(GateStatus, IsThreeForWhatVanished) {
  const Row other = made_row("floor/syscall", 337);
  EXPECT_EQ(status({made_row(kRow, 1000), other}, {other}), kNotComparable);
  EXPECT_EQ(status({other}, {made_row(kRow, 1000), other}), kFine);
}

TEST(GateStatus, IsThreeIfNothingWasCompared) {
  const Row skipped = without_number(kRow, RowStatus::kSkipped, "no module");
  EXPECT_EQ(status({skipped}, {skipped}), kNotComparable);
  EXPECT_EQ(status({}, {made_row(kRow, 1000)}), kNotComparable);
}

TEST(GateStatus, IsSixForWrongData) {
  const Row wrong = without_number(kRow, RowStatus::kError, "byte 7 differs");
  EXPECT_EQ(status({made_row(kRow, 1000), made_row("echo/b", 1)}, {wrong, made_row("echo/b", 1)}),
            kWrongData);
}

TEST(GateStatus, PutsARegressionFirst) {
  const Row wrong = without_number("echo/b", RowStatus::kError, "byte 7 differs");
  EXPECT_EQ(status({made_row(kRow, 1000), made_row("echo/b", 1), made_row("echo/c", 1)},
                   {made_row(kRow, 2000), wrong}),
            kRegression);
}

TEST(GateStatus, OfWhatCouldNotBeDecidedIsForTheStrict) {
  for (const Outcome outcome : {Outcome::kInconclusive, Outcome::kNondeterministic}) {
    EXPECT_EQ(status_of(outcome, false), kFine);
    EXPECT_EQ(status_of(outcome, true), kNotComparable);
  }
}

TEST(GateStatus, CountsCreepAwayFromTheReference) {
  Gated made = gated({made_row(kRow, 1000)}, {made_row(kRow, 1000)});
  made.reference =
      gated({made_row(kRow, 900), made_row("echo/gone", 1)}, {made_row(kRow, 1000)}).now;
  EXPECT_EQ(status_of(made), kRegression);
  EXPECT_EQ(verdict_line(made), "failed, status 1: 1 unchanged; 1 crept away from the reference");
  made.reference =
      gated({made_row(kRow, 1000), made_row("echo/gone", 1)}, {made_row(kRow, 1000)}).now;
  EXPECT_EQ(status_of(made), kFine);
}

TEST(GateMarkdown, ShowsWhatFailsFirstAndNotEverything) {
  std::vector<Row> base;
  std::vector<Row> head;
  for (int i = 0; i < 50; ++i) {
    base.push_back(made_row("echo/cheaper/size:" + std::to_string(i), 1000));
    head.push_back(made_row("echo/cheaper/size:" + std::to_string(i), 100));
  }
  base.push_back(made_row(kRow, 1000));
  head.push_back(made_row(kRow, 1100));
  const std::string text = markdown_summary(gated(base, head));
  const std::size_t worse =
      text.find("| regression | `echo/netlink/size:64` | 1,000 | 1,100 | +10.00 % |");
  ASSERT_NE(worse, std::string::npos) << text;
  EXPECT_LT(worse, text.find("| improvement"));
  EXPECT_NE(text.find("Not shown: 31 rows more"), std::string::npos);
  EXPECT_NE(text.find("### kuipc: failed, status 1: 1 regression, 50 improvements"),
            std::string::npos);
  EXPECT_NE(text.find("not time"), std::string::npos);
}

// A sentence that is longer than a string keeps in itself.
TEST(GateMarkdown, SaysHowManyRowsOfWhat) {
  const std::string text =
      markdown_summary(gated({made_row(kRow, 1000), made_row("echo/same", 1)},
                             {made_row(kRow, 1100), made_row("echo/same", 1)}));
  EXPECT_NE(text.find("\n**Against the base**: 1 regression, 1 unchanged"), std::string::npos)
      << text;
}

TEST(GateMarkdown, EscapesWhatANameCouldDo) {
  const std::string hostile = "echo/a|b`c<script>";
  const Row gone = without_number(hostile, RowStatus::kSkipped, "[x](http://evil) | <b>");
  const std::string text = markdown_summary(gated({made_row(hostile, 1000)}, {gone}));
  EXPECT_NE(text.find("`echo/a\\|b'c<script>`"), std::string::npos) << text;
  EXPECT_NE(text.find("\\[x\\](http://evil) \\| \\<b\\>"), std::string::npos) << text;
}

TEST(GateMarkdown, OfManyHugeNamesStillFitsAComment) {
  std::vector<Row> base;
  std::vector<Row> head;
  for (int i = 0; i < 300; ++i) {
    base.push_back(made_row("echo/" + std::string(200, 'x') + std::to_string(i), 1000));
    head.push_back(made_row("echo/" + std::string(200, 'x') + std::to_string(i), 2000));
  }
  EXPECT_LT(markdown_summary(gated(base, head)).size(), 65536U);
}

TEST(GateJunit, FailsARowWhereItsVerdictGivesAStatus) {
  const std::string text = junit_report(
      gated({made_row(kRow, 1000), made_row("echo/a\"<&>", 1), made_row("echo/same", 1)},
            {made_row(kRow, 1100), made_row("echo/same", 1)}));
  EXPECT_NE(text.find("tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"0\""), std::string::npos)
      << text;
  EXPECT_NE(
      text.find("<failure type=\"regression\" message=\"1,000 -&gt; 1,100 insn (+10.00 %), may "
                "move by 6\"/>"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("name=\"echo/a&quot;&lt;&amp;&gt;\""), std::string::npos) << text;
  EXPECT_NE(text.find("classname=\"kuipc.counted-c.echo\""), std::string::npos) << text;
  EXPECT_EQ(text.find("time="), std::string::npos) << "a count is no time";
}

TEST(GateList, HasALineForEachRowWithNineFields) {
  const std::string text = plain_list(gated({made_row(kRow, 1000)}, {made_row(kRow, 1100)}));
  EXPECT_NE(
      text.find("base\tregression\techo/netlink/size:64\tlatency\t1000\t1100\tinsn\t10.0000\t6\n"),
      std::string::npos)
      << text;
}

class Gate : public testing::Test {
 protected:
  std::string write(const std::string& name, double median, const std::string& image = "i") {
    Json json = read_json(data_file("golden/result-1.json"));
    json["benchmarks"][1]["metrics"]["latency"]["median"] = median;
    json["subject"]["kernel"]["image_sha256"] = image;
    if (image != "i") json["subject"]["kuipc"]["harness_sha256"] = image;
    put(folder_ / name / "result.json", json.dump());
    return (folder_ / name).string();
  }
  std::string end(std::vector<std::string> words) {
    words.insert(words.begin(), "gate");
    return call(words).end;
  }
  Folder folder_;
};

TEST_F(Gate, LeavesItsFiles) {
  const std::string summary = (folder_ / "summary.md").string();
  const std::string junit = (folder_ / "junit.xml").string();
  const std::string list = (folder_ / "list.txt").string();
  EXPECT_EQ(end({write("a", 1000), write("b", 1100), "--markdown", summary, "--junit", junit,
                 "--list", list, "--link", "https://example.org/1"}),
            "1");
  EXPECT_NE(content_of(summary).find("[The whole report](<https://example.org/1>)"),
            std::string::npos);
  EXPECT_NE(content_of(junit).find("<testsuites>"), std::string::npos);
  EXPECT_TRUE(content_of(list).starts_with("against\tverdict\t"));
}

TEST_F(Gate, ServesBisecting) {
  const std::string good = write("a", 1000);
  EXPECT_EQ(end({good, write("b", 1100), "--bisect"}), "1");
  EXPECT_EQ(end({good, write("c", 1000), "--bisect"}), "0");
  const std::string both = write("d", 1000, "another");
  EXPECT_TRUE(end({good, both}).starts_with("3 both"));
  testing::internal::CaptureStderr();
  EXPECT_EQ(end({good, both, "--bisect"}), "125");
  EXPECT_EQ(end({good, (folder_ / "none").string(), "--bisect"}), "128");
  EXPECT_NE(testing::internal::GetCapturedStderr().find("kuipc: both the kernel"),
            std::string::npos);
}

TEST_F(Gate, HoldsTheHeadToAReference) {
  const std::string reference = write("r", 1000);
  EXPECT_EQ(end({write("a", 1015), write("b", 1016), "--reference", reference}), "0");
  EXPECT_EQ(end({write("c", 1029), write("d", 1030), "--reference", reference}), "1");
}

}  // namespace
}  // namespace kuipc::report
