// SPDX-License-Identifier: Apache-2.0
// Each form against a file made after the form's documentation, and what must hold for any result.
#include "export.h"

#include <regex>

#include "called.h"
#include "files.h"
#include "made_side.h"

namespace kuipc::report {
namespace {

std::string exported(const std::string& format, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {"export", data_file("golden/result-1.json").string(),
                                    "--format", format};
  words.insert(words.end(), more.begin(), more.end());
  return call(words).out;
}

TEST(Export, IsAsTheGoldenFilesSay) {
  EXPECT_EQ(exported("github", {"--all-metrics"}),
            content_of(data_file("golden/export.github.json")));
  EXPECT_EQ(exported("github-bigger", {"--all-metrics"}),
            content_of(data_file("golden/export.github-bigger.json")));
  EXPECT_EQ(exported("bencher", {"--all-metrics"}),
            content_of(data_file("golden/export.bencher.json")));
  EXPECT_EQ(exported("junit"), content_of(data_file("golden/export.junit.xml")));
  EXPECT_EQ(exported("csv"), content_of(data_file("golden/export.csv")));
}

// https://bencher.dev/bmf.json: an object of objects of objects with a number "value" and, if they
// are there, numbers "lower_value" and "upper_value".
TEST(ExportBencher, KeepsTheFormsSchema) {
  const Json json = Json::parse(exported("bencher", {"--all-metrics"}));
  ASSERT_TRUE(json.is_object());
  for (const auto& [name, measures] : json.items()) {
    EXPECT_LE(name.size(), 1024U);
    for (const auto& [measure, metric] : measures.items()) {
      EXPECT_LE(measure.size(), 64U);
      EXPECT_TRUE(metric.at("value").is_number());
      for (const char* bound : {"lower_value", "upper_value"})
        EXPECT_TRUE(!metric.contains(bound) || metric.at(bound).is_number());
    }
  }
}

TEST(ExportBencher, NeverCallsInstructionsLatency) {
  const Result counted = made_result({made_row("echo/a", 5410)});
  EXPECT_TRUE(
      Json::parse(export_bencher(counted, "", false)).at("echo/a").contains("latency-insn"));
  const Result wall = made_result({made_row("echo/a", {1, 2, 3})}, Clock::kWall);
  const Json metric = Json::parse(export_bencher(wall, "", false)).at("echo/a").at("latency");
  EXPECT_EQ(metric, (Json{{"value", 2}, {"lower_value", 1}, {"upper_value", 3}}));
}

TEST(ExportGithub, HoldsOneKindInAFile) {
  const Result result =
      made_result({made_row("push/a", 10), made_row("push/b", 20, "msg/s", "higher")});
  const Json smaller = Json::parse(export_github(result, "", "lower", false));
  ASSERT_EQ(smaller.size(), 1U);
  EXPECT_EQ(smaller[0].at("name"), "push/a");
  EXPECT_TRUE(smaller[0].at("value").is_number());
  EXPECT_EQ(Json::parse(export_github(result, "", "higher", false))[0].at("name"), "push/b");
}

// A consumer keeps a series by its name (github, bencher) or by its class and name (junit).
TEST(Export, KeepsTwoMachinesApart) {
  const Result counted = made_result({made_row("echo/a", 10)});
  const Result wall = made_result({made_row("echo/a", 20, "ns")}, Clock::kWall);
  const auto series = [](const Result& result, const std::string& machine) {
    return std::vector<std::string>{
        Json::parse(export_github(result, machine, "lower", false))[0].at("name"),
        Json::parse(export_bencher(result, machine, false)).items().begin().key()};
  };
  const std::string c = machine_label(counted.machine.clock, counted.machine.fingerprint);
  const std::string w = machine_label(wall.machine.clock, wall.machine.fingerprint);
  EXPECT_EQ(series(counted, c),
            (std::vector<std::string>{"echo/a (counted-c)", "echo/a (counted-c)"}));
  EXPECT_EQ(series(wall, w), (std::vector<std::string>{"echo/a (wall-w)", "echo/a (wall-w)"}));
  EXPECT_NE(export_junit(wall, w).find("classname=\"kuipc.wall-w.echo\""), std::string::npos);
}

TEST(Export, CallsTheMachineAsItIsTold) {
  EXPECT_NE(exported("github", {"--machine", "lab7"}).find(" (lab7)\""), std::string::npos);
  EXPECT_NE(exported("junit", {"--machine", "lab7"}).find("classname=\"kuipc.lab7.echo\""),
            std::string::npos);
  EXPECT_EQ(exported("bencher", {"--machine", ""}).find('('), std::string::npos);
}

TEST(Export, OfNothingIsAFailureAndNoEmptyFile) {
  EXPECT_EQ(
      call({"export", data_file("golden/result-1.json").string(), "--format", "github-bigger"})
          .end.substr(0, 2),
      "6 ");
  EXPECT_TRUE(call({"export", "--format", "xml"}).end.starts_with("2 "));
}

TEST(ExportCsv, QuotesWhatNeedsIt) {
  Result result = made_result({without_number("echo/a", RowStatus::kSkipped, "a \"b\", c\nd")});
  const std::string text = export_csv(result);
  EXPECT_NE(text.find(",skipped,\"a \"\"b\"\", c\nd\","), std::string::npos) << text;
}

}  // namespace
}  // namespace kuipc::report
