// SPDX-License-Identifier: Apache-2.0
// The file that kuipc report writes; what a browser makes of it is tested in tests/page.
#include "page.h"

#include "called.h"
#include "decode.h"
#include "files.h"
#include "history.h"
#include "run_folder.h"

namespace kuipc::report {
namespace {

Json with_rows(const Rows& rows, const std::string& id = "20261121T000000Z") {
  Json json = read_json(data_file("golden/result-1.json"));
  json["run"]["id"] = id;
  json["run"]["started"] = id;
  json["benchmarks"] = rows;
  return json;
}

// Assets of the smallest kind, so that a test sees what is put where.
class Page : public testing::Test {
 protected:
  Page() {
    put(folder_ / "page/page.html",
        "<meta content=\"script-src 'nonce-'\">\n<link rel=\"stylesheet\" href=\"page.css\">\n"
        "<script id=\"data\" type=\"application/json\"></script>\n"
        "<script src=\"echarts.min.js\"></script>\n<script src=\"main.js\"></script>\n");
    put(folder_ / "page/page.css", "p {}\n");
    put(folder_ / "page/main.js", "main();");
    put(folder_ / "echarts.js", "charts();");
    add("20261121T000000Z", {ok_row("echo/ioctl/size:64", 1010)});
  }

  void add(const std::string& id, const Rows& rows) {
    put(folder_ / ("runs/" + id + "/result.json"), with_rows(rows, id).dump());
  }

  Called report(std::vector<std::string> words = {}) {
    words.insert(words.begin(), {"report", "--results", (folder_ / "runs").string(), "--history",
                                 "none", "--assets", (folder_ / "page").string(), "--echarts",
                                 (folder_ / "echarts.js").string()});
    return call(words);
  }

  std::string html(const std::string& id = "20261121T000000Z") {
    return content_of(folder_ / ("runs/" + id + "/report.html"));
  }

  Json data(const std::string& id = "20261121T000000Z") {
    const std::string text = html(id);
    const std::string open = "<script id=\"data\" type=\"application/json\">";
    const std::size_t begin = text.find(open) + open.size();
    return Json::parse(text.substr(begin, text.find("</script>", begin) - begin));
  }

  Folder folder_;
};

TEST_F(Page, IsOneFileBesideTheResult) {
  const Called called = report();
  EXPECT_EQ(called.end, "0");
  EXPECT_EQ(called.out, (folder_ / "runs/20261121T000000Z/report.html").string() + "\n");
  const std::string text = html();
  EXPECT_EQ(text.find("src="), std::string::npos);
  EXPECT_EQ(text.find("href="), std::string::npos);
  for (const char* part : {"p {}", "charts();", "main();"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
}

TEST_F(Page, RunsOnlyScriptsWithItsOwnNonce) {
  report();
  const std::string text = html();
  const std::size_t at = text.find("'nonce-") + 7;
  const std::string nonce = text.substr(at, 32);
  EXPECT_EQ(nonce.find_first_not_of("0123456789abcdef"), std::string::npos) << nonce;
  EXPECT_NE(text.find("<script nonce=\"" + nonce + "\">"), std::string::npos);
  report();
  EXPECT_EQ(html().find(nonce), std::string::npos);
}

TEST_F(Page, HoldsNamesThatCannotEndItsScript) {
  const std::string name = "echo/</script><!--<script>/size:64";
  const std::string lines = "a\u2028b\u2029c";
  add("20261122T000000Z", {ok_row(name, 1010), other_row("echo/x/size:64", "skipped", lines)});
  report();
  const std::string text = html("20261122T000000Z");
  EXPECT_EQ(text.find("<!--"), std::string::npos);
  EXPECT_EQ(text.find("\u2028"), std::string::npos);
  EXPECT_EQ(text.find("\u2029"), std::string::npos);
  const Json rows = data("20261122T000000Z")["runs"][0]["rows"];
  EXPECT_EQ(rows[0]["name"], name);
  EXPECT_EQ(rows[1]["reason"], "a?b?c");  // no line end of another kind
  EXPECT_TRUE(rows[1]["metrics"].empty());
}

TEST_F(Page, ComparesWithTheRunBeforeUnlessToldOtherwise) {
  report();
  EXPECT_TRUE(data()["runs"][0]["comparison"].contains("why"));
  add("20261122T000000Z", {ok_row("echo/ioctl/size:64", 1111)});
  report();
  Json comparison = data("20261122T000000Z")["runs"][0]["comparison"];
  EXPECT_EQ(comparison["base"]["run"], "20261121T000000Z");
  EXPECT_EQ(comparison["automatic"], true);
  EXPECT_EQ(comparison["changes"][0]["outcome"], "regression");
  EXPECT_EQ(comparison["changes"][0]["head"], 1111);
  report({"@0", "--baseline", "none"});
  EXPECT_TRUE(data("20261122T000000Z")["runs"][0]["comparison"].contains("why"));
  report({"@1", "--baseline", "@0"});
  EXPECT_EQ(data()["runs"][0]["comparison"]["changes"][0]["outcome"], "improvement");
}

TEST_F(Page, RefusesWhatIsNoResultInOneLine) {
  const std::string good = content_of(folder_ / "runs/20261121T000000Z/result.json");
  Json newer = Json::parse(good);
  newer["schema"] = "kuipc.result/2";
  const std::string bad = (folder_ / "bad/result.json").string();
  for (const std::string& text :
       {std::string(), good.substr(0, good.size() / 2), newer.dump(), std::string("[]"),
        std::string("{\"tests\": 3}"), std::string(40U << 20U, ' '), std::string(100, '[')}) {
    put(bad, text);
    const Called called = report({bad});
    EXPECT_TRUE(called.end.starts_with("2 " + bad)) << called.end;
    EXPECT_EQ(called.end.find('\n'), std::string::npos) << called.end;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "bad/report.html"));
  }
}

TEST_F(Page, NamesThePartThatIsMissing) {
  EXPECT_TRUE(report({"--echarts", (folder_ / "none.js").string()})
                  .end.starts_with("5 a part of the page is not there: "));
  put(folder_ / "page/main.js", "document.write('</script>');");
  EXPECT_TRUE(report().end.starts_with("5 main.js cannot stand in a page"));
}

// A baseline out of a store is judged as one that lies in results/runs.
TEST_F(Page, ComparesWithTheStoreWhereNoRunLiesInResults) {
  const std::string store = (folder_ / "store").string();
  ASSERT_EQ(
      call({"history", "add", "@0", "--results", (folder_ / "runs").string(), "--store", store})
          .end,
      "0");
  std::filesystem::rename(folder_ / "runs", folder_ / "gone");
  add("20261122T000000Z", {ok_row("echo/ioctl/size:64", 1111), ok_row("echo/new/size:64", 5)});
  report({"@0", "--history", store});
  const Json page = data("20261122T000000Z");
  const Json comparison = page["runs"][0]["comparison"];
  EXPECT_EQ(comparison["base"]["run"], "20261121T000000Z");
  EXPECT_EQ(comparison["automatic"], true);
  ASSERT_EQ(comparison["changes"].size(), 2U);
  EXPECT_EQ(comparison["changes"][0]["outcome"], "regression");
  EXPECT_EQ(comparison["changes"][1]["outcome"], "new");
  EXPECT_EQ(page["history"][0]["runs"].size(), 2U);
}

// Where a line stays it has no points; one that moves always is drawn from its extremes.
TEST_F(Page, ThinsTheHistory) {
  const std::filesystem::path store = folder_ / "store";
  constexpr int kRuns = 900;
  {
    History history(store, History::Open::kCreate);
    for (int i = 0; i < kRuns; ++i) {
      Result result;
      convert(with_rows({ok_row("echo/still/size:64", i < 700 ? 1000 : 1100),
                         ok_row("echo/restless/size:64", 1000 + i % 3)},
                        std::to_string(20260000 + i)),
              result);
      history.add(result);
    }
    history.commit();
  }
  const Json timeline = page_history({store, ".", Policy{}, {}, {}}).at(0);
  ASSERT_EQ(timeline["runs"].size(), static_cast<std::size_t>(kRuns));
  for (const Json& series : timeline["series"]) {
    const Json& line = series["lines"][0];
    if (series["row"] == "echo/still/size:64") {
      EXPECT_EQ(line["at"], (Json{0, 700}));
      EXPECT_EQ(line["value"], (Json{1000, 1100}));
      ASSERT_EQ(line["steps"].size(), 1U);
      EXPECT_EQ(line["steps"][0]["after"], 700);
      EXPECT_EQ(line["points"], kRuns);
    } else {
      EXPECT_EQ(line["thinned"], true);
      EXPECT_LE(line["at"].size(), 800U);
      EXPECT_TRUE(line["steps"].empty());
    }
  }
}

}  // namespace
}  // namespace kuipc::report
