// SPDX-License-Identifier: Apache-2.0
// What perturbed boots say of a run's rows.
#include "called.h"
#include "decode.h"
#include "files.h"

namespace kuipc::report {
namespace {

class Sensitivity : public testing::Test {
 protected:
  Sensitivity() {
    write("", [](Json&) {});
  }

  template <class Change>
  void write(const std::string& name, Change&& change) {
    Json json = read_json(data_file("golden/result-1.json"));
    for (Json& row : json["benchmarks"])
      if (row.contains("metrics"))
        for (auto& [metric, value] : row["metrics"].items()) value.erase("sensitivity");
    change(json);
    put(folder_.path() / name / "result.json", json.dump());
  }
  std::string end() { return call({"sensitivity", folder_.path().string()}).end; }
  Json metric(std::size_t row, const char* name = "latency") {
    return read_json(folder_ / "result.json")["benchmarks"][row]["metrics"][name];
  }
  static Json& median(Json& json, std::size_t row) {
    return json["benchmarks"][row]["metrics"]["latency"]["median"];
  }

  Folder folder_;
};

TEST_F(Sensitivity, IsTheRangeOverAllBootsAsAShareOfTheRun) {
  write("perturbed/1", [](Json& json) { median(json, 1) = 1020; });
  write("perturbed/2", [](Json& json) {
    median(json, 1) = 990;
    json["subject"]["kernel"]["cmdline"] = "one word more";
  });
  testing::internal::CaptureStderr();
  EXPECT_EQ(end(), "0");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "1 of 6 medians moved in 2 boots that differ in something irrelevant\n");
  EXPECT_DOUBLE_EQ(metric(1)["sensitivity"].get<double>(), 30.0 / 1010);
  EXPECT_EQ(metric(0)["sensitivity"], 0);
  EXPECT_EQ(read_json(folder_ / "result.json")["run"]["perturbed"], 2);
}

TEST_F(Sensitivity, KeepsWhatItDoesNotKnow) {
  write("", [](Json& json) { json["run"]["later"] = "x"; });
  write("perturbed/1", [](Json&) {});
  testing::internal::CaptureStderr();
  EXPECT_EQ(end(), "0");
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(read_json(folder_ / "result.json")["run"]["later"], "x");
  EXPECT_EQ(metric(1)["max"], 5017);
}

TEST_F(Sensitivity, OfWhatABootCouldNotMeasureIsNotKnown) {
  write("perturbed/1", [](Json& json) { json["benchmarks"].erase(1); });
  testing::internal::CaptureStderr();
  EXPECT_EQ(end(), "0");
  testing::internal::GetCapturedStderr();
  EXPECT_FALSE(metric(1).contains("sensitivity"));
  EXPECT_TRUE(metric(0).contains("sensitivity"));
}

TEST_F(Sensitivity, IsKnownFromTheCacheForTheSameMachineSubjectAndRows) {
  const std::string cache = (folder_ / "cache").string();
  const auto ask = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"sensitivity", folder_.path().string(), "--cache", cache};
    words.insert(words.end(), more.begin(), more.end());
    testing::internal::CaptureStderr();
    const std::string end = call(words).end;
    testing::internal::GetCapturedStderr();
    return end;
  };
  EXPECT_EQ(ask({"--cached", "1"}), "3");
  write("perturbed/1", [](Json& json) { median(json, 1) = 1020; });
  EXPECT_EQ(ask({}), "0");

  write("", [](Json& json) { median(json, 1) = 1020; });  // as new, but for a median
  EXPECT_EQ(ask({"--cached", "2"}), "3");
  EXPECT_FALSE(metric(1).contains("sensitivity"));
  EXPECT_EQ(ask({"--cached", "1"}), "0");
  EXPECT_EQ(metric(0)["sensitivity"], 0);
  EXPECT_DOUBLE_EQ(metric(1)["sensitivity"].get<double>(), 10.0 / 1010 + 10.0 / 1020);

  for (const auto& file : std::filesystem::directory_iterator(cache)) put(file.path(), "[]");
  EXPECT_TRUE(ask({"--cached", "1"}).starts_with("2 "));
  write("", [](Json& json) { json["subject"]["kuipc"]["modules_sha256"] = "x"; });
  EXPECT_EQ(ask({"--cached", "1"}), "3");
}

TEST_F(Sensitivity, RefusesBootsOfSomethingElse) {
  EXPECT_TRUE(end().starts_with("2 "));
  write("perturbed/1", [](Json& json) { json["subject"]["kuipc"]["harness_sha256"] = "x"; });
  EXPECT_TRUE(end().starts_with("3 "));
  write("perturbed/1", [](Json& json) { json["machine"]["fingerprint"] = "x"; });
  EXPECT_TRUE(end().starts_with("3 "));
}

}  // namespace
}  // namespace kuipc::report
