// SPDX-License-Identifier: Apache-2.0
// kuipc compare as somebody types it.
#include "called.h"
#include "decode.h"
#include "files.h"
#include "side.h"

namespace kuipc::report {
namespace {

class Compare : public testing::Test {
 protected:
  Compare() {
    write("one", [](Json&) {});
  }

  template <class Change>
  std::string write(const std::string& name, Change&& change) {
    Json json = read_json(data_file("golden/result-1.json"));
    json["run"]["id"] = name;
    change(json);
    put(folder_ / name / "result.json", json.dump());
    return path(name);
  }
  static Json& median(Json& json, std::size_t row) {
    return json["benchmarks"][row]["metrics"]["latency"]["median"];
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  Called compared(const std::string& base, const std::string& head,
                  std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"compare", base, head});
    return call(more);
  }

  Folder folder_;
};

TEST_F(Compare, NamesWhatDiffersBeforeAnyRow) {
  const std::string two = write("two", [](Json& json) {
    json["subject"]["kernel"]["release"] = "6.12.0";
    json["subject"]["kernel"]["image_sha256"] = "e";
    median(json, 1) = 1200;
  });
  const Called called = compared(path("one"), two);
  EXPECT_EQ(called.end, "0");
  const std::size_t what = called.out.find("kernel release");
  const std::size_t row = called.out.find("regression  1,010  1,200    +190  +18.81 %");
  ASSERT_NE(what, std::string::npos) << called.out;
  ASSERT_NE(row, std::string::npos) << called.out;
  EXPECT_LT(what, row);
  EXPECT_NE(called.out.find("1 regression, 3 unchanged, 1 without a number"), std::string::npos)
      << called.out;
}

TEST_F(Compare, OfARunWithItselfFindsNothing) {
  const Called called = compared(path("one"), path("one"));
  EXPECT_EQ(called.end, "0");
  EXPECT_NE(called.out.find("nothing differs"), std::string::npos);
  EXPECT_NE(called.out.find("4 unchanged"), std::string::npos);
  EXPECT_EQ(called.out.find("regression"), std::string::npos);
}

TEST_F(Compare, NamesTheFieldsThatMakeMachinesDiffer) {
  const std::string two = write("two", [](Json& json) {
    json["machine"]["fingerprint"] = "another";
    json["machine"]["cpu_model"] = "max";
  });
  const Called called = compared(path("one"), two);
  EXPECT_EQ(called.end, "3");
  EXPECT_NE(called.out.find("machine cpu_model"), std::string::npos) << called.out;
  EXPECT_NE(called.out.find("4 not comparable"), std::string::npos) << called.out;
}

TEST_F(Compare, AsksForTheSubjectWhereBothDiffer) {
  const std::string two = write("two", [](Json& json) {
    json["subject"]["kernel"]["image_sha256"] = "e";
    json["subject"]["kuipc"]["harness_sha256"] = "f";
  });
  EXPECT_TRUE(compared(path("one"), two).end.starts_with("3 both the kernel and kuipc differ"));
  const Called told = compared(path("one"), two, {"--subject", "kernel"});
  EXPECT_EQ(told.end, "0");
  EXPECT_NE(told.out.find("kernel is under test, and kuipc differs too"), std::string::npos);
  EXPECT_TRUE(compared(path("one"), two, {"--subject", "moon"}).end.starts_with("2 "));
}

TEST_F(Compare, TakesRepetitionsWithCommasAndAsAFolder) {
  write("many/a", [](Json&) {});
  write("many/b", [](Json&) {});
  EXPECT_EQ(read_side(path("many"), "").results.size(), 2U);
  EXPECT_EQ(read_side(path("one") + "," + path("many"), "").results.size(), 3U);
  const std::string other =
      write("other", [](Json& json) { json["subject"]["kernel"]["image_sha256"] = "e"; });
  EXPECT_NE(failure_of([&] {
              read_side(path("one") + "," + other, "");
            }).find("is no repetition of the first run"),
            std::string::npos);
}

TEST_F(Compare, SaysWhyARowIsMissing) {
  const std::string two = write("two", [](Json& json) {
    json["benchmarks"][1] = {{"name", "echo/ioctl/size:64"},
                             {"workload", "echo"},
                             {"status", "skipped"},
                             {"reason", "no module \x1b[31m"}};
  });
  const Called called = compared(path("one"), two);
  EXPECT_NE(called.out.find("missing  echo/ioctl/size:64: skipped: no module"), std::string::npos)
      << called.out;
  EXPECT_EQ(called.out.find('\x1b'), std::string::npos);
}

TEST_F(Compare, JudgesTheMetricThatIsAskedFor) {
  const std::string two =
      write("two", [](Json& json) { json["benchmarks"][4]["metrics"]["emit"]["median"] = 3000; });
  EXPECT_EQ(compared(path("one"), two).out.find("regression"), std::string::npos);
  const Called called = compared(path("one"), two, {"--metric", "emit"});
  EXPECT_NE(called.out.find("1 regression"), std::string::npos) << called.out;
}

TEST_F(Compare, RefusesBadInputInOneLine) {
  put(folder_ / "bad/result.json", "{");
  for (const std::string& bad : {path("bad"), path("none"), std::string("@7"), std::string("")}) {
    const Called called = compared(path("one"), bad, {"--results", path("runs")});
    EXPECT_TRUE(called.end.starts_with("2 ")) << called.end;
    EXPECT_EQ(called.end.find('\n'), std::string::npos) << called.end;
  }
  EXPECT_TRUE(compared(path("one"), path("one"), {"--name", "fly"}).end.starts_with("2 no row"));
  EXPECT_TRUE(
      compared(path("one"), path("one"), {"--thresholds", path("bad")}).end.starts_with("2 "));
}

TEST_F(Compare, TakesTheLastWordOnWhereThingsLie) {
  EXPECT_EQ(compared(path("one"), path("one"), {"--results", "a", "--results", "b"}).end, "0");
}

TEST_F(Compare, ShowsOfACommandLineTheWordsThatDiffer) {
  const std::string two = write("two", [](Json& json) {
    json["subject"]["kernel"]["cmdline"] = "console=ttyS0 nokaslr mitigations=off panic=-1";
  });
  const Called called = compared(path("one"), two);
  EXPECT_NE(called.out.find("command line cmdline  –  →  mitigations=off\n"), std::string::npos)
      << called.out;
}

TEST_F(Compare, NamesAFewOfManyThatVanished) {
  const std::string many = write("many", [](Json& json) {
    for (int i = 0; i < 30; ++i) {
      Json row = json["benchmarks"][1];
      row["name"] = "echo/gone/size:" + std::to_string(i);
      json["benchmarks"].push_back(row);
    }
  });
  EXPECT_NE(compared(many, path("one")).out.find("missing  and 20 more (--all)"),
            std::string::npos);
  EXPECT_EQ(compared(many, path("one"), {"--all"}).out.find("more (--all)"), std::string::npos);
}

}  // namespace
}  // namespace kuipc::report
