// SPDX-License-Identifier: Apache-2.0
// The command line as somebody types it.
#include "verbs.h"
#include "called.h"
#include "decode.h"
#include "files.h"
#include "run_folder.h"
#include "runs.h"
#include "text.h"

namespace kuipc::report {
namespace {

class Runs : public testing::Test {
 protected:
  Runs() {
    for (const char* name : {"20261121T000000Z", "20261121T000001Z-tagged", "20261122T000000Z"}) {
      Json json = read_json(data_file("golden/result-1.json"));
      json["run"]["id"] = name;
      put(runs() / name / "result.json", json.dump());
    }
    std::filesystem::create_directories(runs() /
                                        "20261123T000000Z");  // died before it had a result
    std::filesystem::create_symlink("runs/20261122T000000Z", folder_ / "latest");
  }
  [[nodiscard]] std::filesystem::path runs() const { return folder_ / "runs"; }
  std::string found(const std::string& reference) const {
    return find_result(reference, runs()).parent_path().filename().string();
  }

 private:
  Folder folder_;
};

TEST_F(Runs, AreNamedFromTheLastOneBack) {
  EXPECT_EQ(found("@0"), "20261122T000000Z");
  EXPECT_EQ(found("@1"), "20261121T000001Z-tagged");
  EXPECT_EQ(found("@2"), "20261121T000000Z");
  EXPECT_EQ(failure_of([&] { found("@3"); }), "2 @3: " + runs().string() + " holds 3 runs");
  EXPECT_TRUE(failure_of([&] { found("@x"); }).starts_with("2 @x: @ takes a number"));
}

TEST_F(Runs, AreNamedByFolderFileAndLatest) {
  EXPECT_EQ(found((runs() / "20261121T000000Z").string()), "20261121T000000Z");
  EXPECT_EQ(found((runs() / "20261121T000000Z/result.json").string()), "20261121T000000Z");
  EXPECT_EQ(read_result(find_result("latest", runs())).run.id, "20261122T000000Z");
  EXPECT_NE(
      failure_of([&] { found((runs() / "20261123T000000Z").string()); }).find("without a result"),
      std::string::npos);
}

TEST_F(Runs, AreListedEvenIfOneIsBad) {
  put(runs() / "20261121T000000Z/result.json", "{");
  const Called called = call({"runs", "--results", runs().string()});
  EXPECT_EQ(called.end, "0");
  EXPECT_EQ(called.out,
            "20261122T000000Z         @0  finished    counted  4 rows  6.1.0-56-cloud-amd64\n"
            "20261121T000001Z-tagged  @1  finished    counted  4 rows  6.1.0-56-cloud-amd64\n"
            "20261121T000000Z         @2  unreadable\n");
}

TEST_F(Runs, AreShownByTableAndShow) {
  const std::string results = runs().string();
  EXPECT_NE(call({"table", "--results", results}).out.find("Clock: COUNTED"), std::string::npos);
  EXPECT_NE(call({"show", "@1", "libnl", "--results", results}).out.find("6,120"),
            std::string::npos);
  EXPECT_EQ(call({"table", "@0", "--size", "128", "--results", results}).end,
            "2 this result has no echo row of 128 bytes; it has some of 64");
  EXPECT_EQ(call({"table", "@0", "--workload", "fly", "--results", results}).end,
            "2 this result has no number of the workload fly; it has some of echo, event");
  EXPECT_EQ(call({"show", "@0", "fly", "--results", results}).end,
            "2 no row of this result has \"fly\" in its name");
}

// "dropped  count  10", however wide the columns are.
bool has_words(const std::string& out, const std::vector<std::string>& words) {
  for (const std::string_view line : lines_of(out))
    if (joined(wrapped(line, 1), " ") == joined(words, " ")) return true;
  return false;
}

TEST_F(Runs, AreShownWithEveryNumberOfARow) {
  Json json = read_json(data_file("golden/result-1.json"));
  for (auto& row : json["benchmarks"])
    if (row["workload"] == "event") row.update({{"limit", "dropped"}, {"wakeups_seen", 1234}});
  put(runs() / "20261122T000000Z/result.json", json.dump());
  const std::string out = call({"show", "@0", "event/", "--results", runs().string()}).out;
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"syscalls", "count", "1", "per", "message"},
                                             {"intended", "count", "2,000"},
                                             {"received", "count", "1,990"},
                                             {"dropped", "count", "10"},
                                             {"unread", "count", "0"},
                                             {"wakeups_seen", "count", "1,234"},
                                             {"limit", "dropped"},
                                             {"emit", "median", "1,495", "insn"}})
    EXPECT_TRUE(has_words(out, words)) << words.front() << "\n" << out;
}

TEST_F(Runs, AreValidatedAllOfThem) {
  put(runs() / "20261121T000000Z/result.json", "{");
  testing::internal::CaptureStderr();
  const Called called = call({"validate", "@2", "@0", "--results", runs().string()});
  EXPECT_EQ(called.end, "2");
  EXPECT_NE(testing::internal::GetCapturedStderr().find("@2"), 0U);
  EXPECT_NE(called.out.find("kuipc.result/1, 5 rows"), std::string::npos);
}

TEST(CommandLine, WrongUsageIsOneLineWithStatusTwo) {
  for (const auto& words : std::vector<std::vector<std::string>>{{},
                                                                 {"fly"},
                                                                 {"table", "--fly"},
                                                                 {"table", "--size", "-1"},
                                                                 {"assemble"},
                                                                 {"table", "a", "b"}}) {
    const Called called = call(words);
    EXPECT_TRUE(called.end.starts_with("2 ")) << called.end;
    EXPECT_EQ(called.end.find('\n'), std::string::npos) << called.end;
  }
}

TEST(CommandLine, TellsItsVersionAndItsVerbs) {
  EXPECT_EQ(call({"--version"}).out, "kuipc 1.2.3\n");
  const Called help = call({"--help"});
  EXPECT_EQ(help.end, "0");
  for (const char* word :
       {"table", "show", "runs", "validate", "assemble", "judge", "note", "Exit status"})
    EXPECT_NE(help.out.find(word), std::string::npos) << word;
}

// What a message tells the reader to type is there to be typed.
TEST(CommandLine, PointsToTheHelpThatTellsMore) {
  EXPECT_NE(call({"fly"}).end.find("(see ./run_bench.sh --help)"), std::string::npos);
  EXPECT_NE(call({"table", "--fly"}).end.find("(see ./run_bench.sh table --help)"),
            std::string::npos);
  EXPECT_NE(call({"history", "show", "--fly"}).end.find("(see ./run_bench.sh history show --help)"),
            std::string::npos);
}

TEST(Note, SavesAShellFromQuotingJson) {
  const Folder folder;
  const std::string file = (folder / "host.json").string();
  EXPECT_EQ(call({"note", "--file", file, "tag=it's \"quoted\" \\", "cpus:=2", "host.os=a=b"}).end,
            "0");
  EXPECT_EQ(
      call({"note", "--file", file, "dirty:=true", "--", "./run", "--set", "a b", "--", "-x=1"})
          .end,
      "0");
  EXPECT_EQ(read_json(file), (Json{{"tag", "it's \"quoted\" \\"},
                                   {"cpus", 2},
                                   {"host", {{"os", "a=b"}}},
                                   {"dirty", true},
                                   {"command", {"./run", "--set", "a b", "--", "-x=1"}}}));
}

TEST(Note, TakesBytesThatAreNoUtf8) {
  const Folder folder;
  const std::string file = (folder / "host.json").string();
  EXPECT_EQ(call({"note", "--file", file, "tag=caf\xe9", "--", "\xff"}).end, "0");
  EXPECT_EQ(read_json(file), (Json{{"tag", "caf?"}, {"command", {"?"}}}));
}

TEST(Note, RefusesWhatIsNoNote) {
  const Folder folder;
  const std::string file = (folder / "host.json").string();
  EXPECT_TRUE(call({"note", "--file", file, "novalue"}).end.starts_with("2 novalue: "));
  EXPECT_TRUE(call({"note", "--file", file, "=x"}).end.starts_with("2 "));
  EXPECT_TRUE(
      call({"note", "--file", file, "n:=1x"}).end.starts_with("2 the value of n: not JSON"));
  EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace kuipc::report
