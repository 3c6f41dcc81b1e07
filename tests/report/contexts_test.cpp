// SPDX-License-Identifier: Apache-2.0
// The matrix of contexts: every cell from a row or from a checker's report.
#include "context_matrix.h"

#include "called.h"
#include "decode.h"
#include "files.h"
#include "run_folder.h"

namespace kuipc::report {
namespace {

Result result_of(const Rows& rows) {
  Json json = read_json(data_file("golden/result-1.json"));
  json["benchmarks"] = rows;
  Result result;
  convert(json, result);
  return result;
}

Json trial(const char* expected, bool reported, const char* because = "") {
  return {{"expected", expected},
          {"reported", reported},
          {"because", because},
          {"checker", reported ? "LOCKDEP" : ""},
          {"report", reported ? "BUG: no" : ""}};
}

Json reports() {
  return {{"schema", "kuipc.forbidden/1"},
          {"kernel", {{"release", "6.1.9-checking"}}},
          {"combinations",
           {{"copy",
             {{"task", trial("allowed", false)},
              {"kthread", trial("unseen", false, "it has no memory")},
              {"softirq", trial("reported", true)},
              {"hardirq", trial("reported", true)}}}}}};
}

ContextRow only_row(const Rows& rows, std::vector<std::string>* notes = nullptr) {
  Forbidden forbidden;
  convert(reports(), forbidden);
  const ContextMatrix matrix = context_matrix(result_of(rows), forbidden);
  EXPECT_EQ(matrix.rows.size(), 1U);
  if (notes) *notes = matrix.notes;
  return matrix.rows.at(0);
}

nlohmann::json event_row(const std::string& ctx, double emit) {
  nlohmann::json row = ok_row("event/t/ctx:" + ctx + "/size:64/wake:block", emit * 2);
  row["ctx"] = ctx;
  row["wake"] = "block";
  row["starts"] = {"task", "softirq"};
  row["bound_by"] = "copy";
  row["metrics"]["emit"] = {{"unit", "insn"}, {"better", "lower"}, {"median", emit}};
  return row;
}

using Cells = std::vector<std::string>;

Cells texts(const ContextRow& row) {
  Cells all;
  for (const ContextCell& cell : row.cells) all.push_back(cell.text);
  return all;
}

TEST(ContextMatrix, CitesRowsAndReports) {
  std::vector<std::string> notes;
  const ContextRow row = only_row({event_row("task", 10), event_row("hardirq+work", 30)}, &notes);
  EXPECT_EQ(row.transport, "t");
  EXPECT_EQ(texts(row), (Cells{"yes, 10", "not proven [1]", "yes, not measured", "no [2]",
                               "yes, not measured", "yes, 30"}));
  EXPECT_EQ(row.cells[0].cost, std::optional(10.0));
  EXPECT_EQ(row.cells[1].cost, std::nullopt);
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_NE(notes[0].find("it has no memory"), std::string::npos);
  EXPECT_EQ(notes[1], "copy() in hardirq: BUG: no (LOCKDEP)");
}

TEST(ContextMatrix, TellsWhoOnlyAnswers) {
  nlohmann::json row = ok_row("echo/t/size:64", 5);
  row["bound_by"] = "copy";
  EXPECT_EQ(texts(only_row({row})), (Cells{"answers only", "answers only [1]", "no [2]", "no [3]",
                                           "no [2]", "answers only [1]"}));
}

// A tasklet is a softirq, and a work item a kernel thread: what is said of one holds for the other.
TEST(ContextMatrix, AgreesWithItself) {
  const auto source = data_file("../..");
  const Result result =
      read_result((source / "results/reference/6.1.0-56-cloud-amd64.json").string());
  const auto verdict = [](const ContextCell& cell) {
    return cell.text.substr(0, cell.text.find_first_of(",["));
  };
  for (const ContextRow& row :
       context_matrix(result, read_forbidden(source / "results/reference", "6.1.0")).rows) {
    EXPECT_EQ(verdict(row.cells.at(4)), verdict(row.cells.at(2))) << row.transport;
    EXPECT_EQ(verdict(row.cells.at(5)), verdict(row.cells.at(1))) << row.transport;
  }
}

TEST(ContextMatrix, CitesNothingForWhatNobodyTried) {
  nlohmann::json row = event_row("softirq", 7);
  row["starts"] = {"softirq"};
  row["bound_by"] = "";
  row["metrics"].erase("emit");
  std::vector<std::string> notes;
  EXPECT_EQ(texts(only_row({row}, &notes)),
            (Cells{"no [1]", "no [1]", "yes, ≤ 14", "no [1]", "yes, not measured", "no [1]"}));
  EXPECT_EQ(notes, (Cells{"t is started in softirq only, as its module says; no checker was asked "
                          "about it elsewhere"}));
}

TEST(ContextMatrix, SaysOnWhatANoRests) {
  nlohmann::json row = event_row("softirq", 7);
  row["starts"] = {"softirq"};
  std::vector<std::string> notes;
  EXPECT_EQ(texts(only_row({row}, &notes)), (Cells{"no [1]", "not proven [2]", "yes, 7", "no [3]",
                                                   "yes, not measured", "not proven [2]"}));
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_EQ(notes[0],
            "t is started in softirq only, as its module says, though no checker objects to copy() "
            "in task");
  EXPECT_EQ(notes[2], "copy() in hardirq: BUG: no (LOCKDEP)");
}

TEST(ContextMatrix, NamesTheCheapestWhereTheAnswerIsNo) {
  nlohmann::json only = ok_row("echo/only/size:64", 5);
  only["bound_by"] = "copy";
  Rows rows = {only};
  for (const auto& [transport, emit] : {std::pair{"dear", 30.0}, {"cheap", 20.0}}) {
    nlohmann::json row = event_row("softirq", emit);
    row["transport"] = transport;
    row["name"] = std::string("event/") + transport + "/ctx:softirq/size:64/wake:block";
    rows.push_back(std::move(row));
  }
  Forbidden forbidden;
  convert(reports(), forbidden);
  const ContextMatrix matrix = context_matrix(result_of(rows), forbidden);
  ASSERT_EQ(matrix.rows.at(0).transport, "only");
  EXPECT_EQ(matrix.rows.at(0).cells.at(2).text, "no [2], cheap 20");
  EXPECT_EQ(matrix.rows.at(0).cells.at(3).text, "no [3]") << "nothing was started in hardirq";
}

TEST(ContextMatrix, IsExplainedInThreeSentences) {
  const std::string legend(kContextLegend);
  std::size_t ends = 0;
  for (std::size_t at = 0; (at = legend.find(". ", at)) != std::string::npos; ++at) ++ends;
  EXPECT_EQ(ends, 2U) << legend;
  EXPECT_EQ(legend.back(), '.');
  const auto source = data_file("../..");
  const Called called =
      call({"contexts", (source / "results/reference/6.1.0-56-cloud-amd64.json").string(),
            "--reports", (source / "results/reference").string()});
  EXPECT_NE(called.out.find("A number is what"), std::string::npos) << called.out;
}

TEST(ContextMatrix, IsInTheDocumentsAsTheReferenceHasIt) {
  const auto source = data_file("../..");
  const char* reference = "results/reference/6.1.0-56-cloud-amd64.json";
  const Called called = call({"contexts", (source / reference).string(), "--markdown", "--reports",
                              (source / "results/reference").string()});
  EXPECT_EQ(called.end, "0");
  EXPECT_TRUE(called.out == content_of(source / "docs/CONTEXTS.md"))
      << "docs/CONTEXTS.md is not what the reference gives; make it anew:\n./run_bench.sh contexts "
      << reference << " --markdown >docs/CONTEXTS.md";
}

TEST(ContextMatrix, DoesNotGuessWhereTheModuleWasMissing) {
  std::vector<std::string> notes;
  const ContextRow row =
      only_row({other_row("echo/t/size:64", "skipped", "kuipc_t is not loaded")}, &notes);
  EXPECT_EQ(texts(row), Cells(kContexts.size(), "not known [1]"));
  EXPECT_EQ(notes, (Cells{"kuipc_t is not loaded"}));
}

TEST(ContextMatrix, LeavesOutVariantsThatStartNothing) {
  EXPECT_EQ(only_row({ok_row("echo/t/size:64", 5), ok_row("echo/t.v/size:64", 5)}).transport, "t");
}

TEST(ContextMatrix, LeavesOutWhatHasNoModule) {
  nlohmann::json row = ok_row("echo/tap/size:64", 5);
  row.erase("starts");
  EXPECT_EQ(only_row({ok_row("echo/t/size:64", 5), row}).transport, "t");
}

TEST(Forbidden, IsFoundByTheKernelsSeries) {
  const Folder folder;
  Json other = reports();
  other["kernel"]["release"] = "6.12.1-checking";
  put(folder / "forbidden-6.1.json", reports().dump());
  put(folder / "forbidden-6.12.json", other.dump());
  EXPECT_EQ(read_forbidden(folder.path(), "6.1.0-56-cloud-amd64").release, "6.1.9-checking");
  EXPECT_EQ(read_forbidden(folder.path(), "6.12.117+deb12").release, "6.12.1-checking");
  EXPECT_EQ(read_forbidden(folder.path(), "5.10.0").release, "6.12.1-checking");
}

TEST(Forbidden, IsRefusedInOneLine) {
  const Folder folder;
  EXPECT_TRUE(failure_of([&] { read_forbidden(folder.path(), "6.1.0"); }).starts_with("2 "));
  put(folder / "forbidden-6.1.json", R"({"schema": "kuipc.result/1"})");
  const std::string why = failure_of([&] { read_forbidden(folder.path(), "6.1.0"); });
  EXPECT_NE(why.find("schema is kuipc.result/1, not kuipc.forbidden/1"), std::string::npos) << why;
}

}  // namespace
}  // namespace kuipc::report
