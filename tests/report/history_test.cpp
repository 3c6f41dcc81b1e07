// SPDX-License-Identifier: Apache-2.0
// The history: what is kept, that it survives, and where a line bends.
#include "history.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "called.h"
#include "files.h"
#include "history_fence.h"
#include "history_order.h"
#include "made_side.h"

namespace kuipc::report {
namespace {

namespace fs = std::filesystem;

Result made_run(int number, std::vector<Row> rows) {
  Result result = made_result(std::move(rows));
  result.run.id = "2026" + std::to_string(1000 + number) + "T000000Z";
  result.run.started = result.run.id;
  return result;
}

class Store : public testing::Test {
 protected:
  [[nodiscard]] fs::path store() const { return folder_ / "history"; }
  bool add(const Result& result) {
    History history(store(), History::Open::kCreate);
    const bool added = history.add(result);
    history.commit();
    return added;
  }
  std::vector<double> medians(const std::string& row = "echo/a") {
    const History history(store(), History::Open::kExisting);
    std::vector<double> values;
    for (const HistorySeries& series : history.series("c", row)) {
      const auto points = history.points(series);
      for (const HistoryRun& run : history.runs())
        if (const auto found = points.find(run.id); found != points.end())
          values.push_back(found->second);
    }
    return values;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(store() / "runs")) found.push_back(file.path());
    std::sort(found.begin(), found.end());
    return found;
  }

  Folder folder_;
};

TEST_F(Store, KeepsARunOnce) {
  EXPECT_TRUE(add(made_run(1, {made_row("echo/a", 100)})));
  EXPECT_FALSE(add(made_run(1, {made_row("echo/a", 100)})));
  EXPECT_TRUE(add(made_run(2, {made_row("echo/a", 100)})));
  EXPECT_EQ(medians(), (std::vector<double>{100, 100}));
}

TEST_F(Store, WritesChangedMediansOnly) {
  add(made_run(1, {made_row("echo/a", 100), made_row("echo/b", 200)}));
  add(made_run(2, {made_row("echo/a", 101), made_row("echo/b", 200)}));
  const HistoryEntry second = read_entry(files().back());
  EXPECT_EQ(second.changed.size(), 1U);
  EXPECT_EQ(second.changed.begin()->first.row, "echo/a");
  EXPECT_EQ(second.previous, files().front().stem());
  EXPECT_EQ(medians("echo/b"), (std::vector<double>{200, 200}));
}

TEST_F(Store, KnowsWhatARunDidNotMeasure) {
  add(made_run(1, {made_row("echo/a", 100), made_row("echo/b", 200)}));
  add(made_run(2, {made_row("echo/b", 200)}));
  add(made_run(3, {made_row("echo/a", 100), made_row("echo/b", 200)}));
  EXPECT_EQ(medians("echo/a"), (std::vector<double>{100, 100}));
  EXPECT_EQ(medians("echo/b"), (std::vector<double>{200, 200, 200}));
}

TEST_F(Store, HoldsAllMediansAgainNowAndThen) {
  for (int i = 0; i < 120; ++i) add(made_run(i, {made_row("echo/a", 100 + i)}));
  std::size_t whole = 0;
  for (const fs::path& file : files()) whole += read_entry(file).previous.empty() ? 1U : 0U;
  EXPECT_EQ(whole, 3U);
  EXPECT_EQ(medians().size(), 120U);
}

TEST_F(Store, MakesItsIndexAnew) {
  add(made_run(1, {made_row("echo/a", 100)}));
  add(made_run(2, {made_row("echo/a", 101)}));
  const std::vector<double> before = medians();
  fs::remove(store() / "index.sqlite");
  EXPECT_EQ(medians(), before);
  put(store() / "index.sqlite",
      "this is no database, and long enough to be read as one" + std::string(4096, 'x'));
  EXPECT_EQ(medians(), before);
  fs::remove(files().back());
  EXPECT_EQ(medians(), std::vector<double>{100});
}

TEST_F(Store, TakesInWhatAnotherStoreAdded) {
  add(made_run(1, {made_row("echo/a", 100)}));
  fs::copy(store(), folder_ / "branch", fs::copy_options::recursive);
  add(made_run(2, {made_row("echo/a", 102)}));
  {
    History branch(folder_ / "branch", History::Open::kCreate);
    branch.add(made_run(3, {made_row("echo/a", 103)}));
    branch.commit();
  }
  for (const auto& file : fs::directory_iterator(folder_ / "branch/runs"))
    fs::copy(file.path(), store() / "runs" / file.path().filename(),
             fs::copy_options::skip_existing);
  EXPECT_EQ(medians(), (std::vector<double>{100, 102, 103}));
}

TEST_F(Store, LeavesOutWhatItCannotReadAndSaysSo) {
  add(made_run(1, {made_row("echo/a", 100)}));
  add(made_run(2, {made_row("echo/a", 101)}));
  put(store() / "runs/broken.json", "{\"schema\": \"kuipc.hist");
  fs::remove(files().front());
  const History history(store(), History::Open::kExisting);
  ASSERT_EQ(history.problems().size(), 2U);
  EXPECT_NE(history.problems()[0].find("broken.json"), std::string::npos);
  EXPECT_NE(history.problems()[1].find("which is not in the store"), std::string::npos);
}

TEST_F(Store, TakesNoFolderFromARunsName) {
  Result result = made_run(1, {made_row("echo/a", 100)});
  result.run.id = "../../etc/passwd";
  EXPECT_TRUE(add(result));
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(medians(), std::vector<double>{100});
}

// Killed at whatever point it is, over and over: nothing is lost, nothing is there twice.
TEST_F(Store, SurvivesBeingKilled) {
  std::vector<Result> results;
  for (int i = 0; i < 60; ++i) results.push_back(made_run(i, {made_row("echo/a", 1000 + i)}));
  unsigned delay = 500;
  for (int attempt = 0; attempt < 40; ++attempt, delay += 700) {
    const pid_t child = ::fork();
    if (child == 0) {
      History history(store(), History::Open::kCreate);
      for (const Result& result : results) history.add(result);
      history.commit();
      ::_exit(0);
    }
    ::usleep(delay);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  History history(store(), History::Open::kCreate);
  EXPECT_TRUE(history.problems().empty());
  for (const Result& result : results) history.add(result);
  history.commit();
  EXPECT_EQ(history.runs().size(), 60U);
  EXPECT_EQ(files().size(), 60U) << "no draft is left behind";
}

Result started(Result result, const std::string& time) {
  result.run.started = time;
  return result;
}

class Table : public Store {
 protected:
  Called exported(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"history", "export", "--store", store().string()};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  // Three runs in the wrong order; echo/b is skipped in the second, and new in the first.
  void add_three() {
    add(started(made_run(3, {made_row("echo/a", 102), made_row("echo/b", 7.5)}),
                "2026-10-03T00:00:00Z"));
    add(started(made_run(1, {made_row("echo/a", 100)}), "2026-10-01T00:00:00Z"));
    add(started(made_run(2, {made_row("echo/a", 101), made_row("echo/b", 6)}),
                "2026-10-02T00:00:00Z"));
    add(started(made_run(4, {made_row("echo/a", 103),
                             without_number("echo/b", RowStatus::kSkipped, "not loaded")}),
                "2026-10-04T00:00:00Z"));
  }
};

TEST_F(Table, IsInTheOrderOfTimeAndHasANumberInEachCell) {
  add_three();
  EXPECT_EQ(exported().out,
            "time,run,kernel,kernel_commit,kuipc,echo/a latency insn,echo/b latency insn\n"
            "2026-10-01T00:00:00Z,20261001T000000Z,6.1.0,,1111111,100,6\n"
            "2026-10-02T00:00:00Z,20261002T000000Z,6.1.0,,1111111,101,6\n"
            "2026-10-03T00:00:00Z,20261003T000000Z,6.1.0,,1111111,102,7.5\n"
            "2026-10-04T00:00:00Z,20261004T000000Z,6.1.0,,1111111,103,7.5\n");
  EXPECT_EQ(exported({"echo/a"}).out.find("echo/b"), std::string::npos);
  EXPECT_TRUE(exported({"push"}).end.starts_with("2 no series"));
}

TEST_F(Table, HoldsOneMachine) {
  add_three();
  Result wall = started(made_run(5, {}), "2026-10-05T00:00:00Z");
  wall.machine.clock = Clock::kWall;
  wall.machine.fingerprint = "w";
  wall.rows = {made_row("echo/a", 9, "ns")};
  add(wall);
  EXPECT_EQ(exported().end,
            "2 a table holds one machine only; say --machine, one of counted-c, wall-w");
  EXPECT_NE(exported({"--machine", "wall-w"}).out.find("echo/a latency ns\n"), std::string::npos);
  EXPECT_NE(exported({"--machine", "c"}).out.find("echo/a latency insn,"), std::string::npos);
  EXPECT_TRUE(exported({"--machine", "x"}).end.starts_with("2 no such machine"));
}

TEST_F(Table, ComesWithOtavasConfiguration) {
  Result rates = started(made_run(1, {}), "2026-10-01T00:00:00Z");
  rates.rows = {made_row("echo/\"a\"", 100), made_row("push/a", 5, "msg/s", "higher")};
  add(rates);
  const std::string yaml = (folder_ / "otava.yaml").string();
  EXPECT_TRUE(exported({"--otava", yaml}).end.starts_with("2 ")) << "it names the table's file";
  EXPECT_EQ(exported({"--otava", yaml, "--out", (folder_ / "h.csv").string()}).end, "0");
  const std::string text = content_of(yaml);
  EXPECT_NE(text.find("\"kuipc-counted-c\":\n    type: csv\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\"echo/\\\"a\\\" latency insn\": {direction: -1}\n"), std::string::npos);
  EXPECT_NE(text.find("\"push/a latency msg/s\": {direction: 1}\n"), std::string::npos);
}

TEST_F(Table, LeavesOutARunThatDoesNotSayWhenItWas) {
  add(made_run(1, {made_row("echo/a", 99)}));
  testing::internal::CaptureStderr();
  EXPECT_EQ(exported().end, "2 no run of this history says when it started");
  EXPECT_NE(testing::internal::GetCapturedStderr().find("left out: run 20261001"),
            std::string::npos);
}

std::vector<HistoryRun> numbered(std::size_t count) {
  std::vector<HistoryRun> runs(count);
  for (std::size_t i = 0; i < count; ++i) runs[i].id = static_cast<std::int64_t>(i);
  return runs;
}

std::vector<Point> line(const std::vector<HistoryRun>& runs, const std::vector<double>& values) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < values.size(); ++i) points.push_back({&runs[i], values[i]});
  return points;
}

TEST(HistoryOrder, IsThatOfTheReleasesWhereTheKernelVaries) {
  std::vector<HistoryRun> runs = numbered(3);
  runs[0].subject.kernel.release = "6.12.0";
  runs[1].subject.kernel.release = "6.1.10";
  runs[2].subject.kernel.release = "6.1.9";
  const Ordered ordered = in_order(runs, Axis::kAuto, ".");
  EXPECT_EQ(ordered.axis, Axis::kKernel);
  EXPECT_EQ(ordered.runs[0].subject.kernel.release, "6.1.9");
  EXPECT_EQ(ordered.runs[2].subject.kernel.release, "6.12.0");
  runs[0].subject.kuipc.commit = "another";
  EXPECT_EQ(in_order(runs, Axis::kAuto, ".").axis, Axis::kTime);
}

TEST(CountedSteps, AreAllChangesBeyondTheFloors) {
  const auto runs = numbered(6);
  const auto steps =
      counted_steps(line(runs, {1000, 1003, 1003, 1100, 1100, 1095}), {4, 0.1, 0}, "insn");
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].before->id, 2);
  EXPECT_EQ(steps[0].after->id, 3);
  EXPECT_EQ(steps[1].to, 1095);
}

TEST(WallSteps, FindAShiftInNoiseAndItsPlace) {
  const auto runs = numbered(40);
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) values.push_back((i < 17 ? 1000 : 1100) + (i * 7919 % 13) - 6);
  const auto steps = wall_steps(line(runs, values), {.wall_percent = 3});
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].after->id, 17);
  EXPECT_NEAR(steps[0].from, 1000, 6);
  EXPECT_NEAR(steps[0].to, 1100, 6);
}

std::vector<double> noise(int width) {
  std::vector<double> values;
  for (int i = 0; i < 60; ++i) values.push_back(1000 + (i * 7919 % (2 * width + 1)) - width);
  return values;
}

TEST(WallSteps, FindNothingInNoise) {
  const auto runs = numbered(60);
  EXPECT_TRUE(wall_steps(line(runs, noise(50)), {.wall_percent = 3}).empty());
  EXPECT_TRUE(wall_steps(line(runs, noise(0)), {.wall_percent = 3}).empty());
}

// One bad run pulls a segment's mean, and not its median.
TEST(WallSteps, AreNoneAtASingleSpike) {
  const auto runs = numbered(60);
  std::vector<double> values = noise(6);
  values[30] = 3000;
  EXPECT_TRUE(wall_steps(line(runs, values), {.wall_percent = 3}).empty());
}

TEST(HistoryFence, IsThatOfTheChangesSinceTheLastAcceptedStep) {
  const auto runs = numbered(12);
  const auto points = line(runs, {100, 100, 200, 202, 200, 202, 200, 202, 200, 202, 200, 202});
  const auto never = [](const Point&, const Point&) { return false; };
  const auto at_two = [&](const Point&, const Point& b) { return b.run->id == 2; };
  EXPECT_FALSE(fence_of(points, never, 12).has_value());
  EXPECT_FALSE(fence_of(points, at_two, 10).has_value());
  const auto fence = fence_of(points, at_two, 9);
  ASSERT_TRUE(fence.has_value());
  EXPECT_NEAR(*fence, 0.0103, 0.0005);
}

TEST_F(Store, SetsTheFenceOfAComparison) {
  for (int i = 0; i < 12; ++i) add(made_run(i, {made_row("echo/a", i % 2 == 0 ? 1000 : 1050)}));
  Machine machine;
  machine.fingerprint = "c";
  Terms terms;
  terms.fence = fence_from(store(), terms.policy, machine, ".");
  const Side base = made_side({made_row("echo/a", 1000)});
  const Change within = only_change(base, made_side({made_row("echo/a", 1050)}), terms);
  EXPECT_EQ(within.outcome, Outcome::kUnchanged);
  EXPECT_EQ(within.threshold.source, "history");
  EXPECT_EQ(only_change(base, made_side({made_row("echo/a", 1070)}), terms).outcome,
            Outcome::kRegression);
}

class HistoryVerb : public Store {
 protected:
  std::string result(const std::string& name, double median,
                     const std::string& ended = "finished") {
    Json json = read_json(data_file("golden/result-1.json"));
    json["run"]["id"] = name;
    json["run"]["started"] = name;
    json["run"]["ended"] = ended;
    json["subject"]["kuipc"]["commit"] = "abc" + name;
    json["benchmarks"][1]["metrics"]["latency"]["median"] = median;
    put(folder_ / name / "result.json", json.dump());
    return (folder_ / name).string();
  }
  Called history(std::vector<std::string> words) {
    words.insert(words.begin(), "history");
    words.insert(words.end(), {"--store", store().string()});
    return call(words);
  }
};

TEST_F(HistoryVerb, AddsListsAndShows) {
  EXPECT_TRUE(history({"add", result("1", 1010), result("2", 1010), result("3", 1200)})
                  .out.starts_with("3 added, 0 there already"));
  EXPECT_TRUE(history({"add", result("1", 1010)}).out.starts_with("0 added, 1 there already"));
  EXPECT_NE(history({"list", "--axis", "time"}).out.find("3 runs in the order of the time"),
            std::string::npos);
  const std::string shown = history({"show", "ioctl"}).out;
  EXPECT_NE(shown.find("1,010 at first, 1,200 now, 3 runs, 1 step"), std::string::npos) << shown;
  EXPECT_NE(shown.find("+18.81 %"), std::string::npos) << shown;
  EXPECT_NE(shown.find("kuipc abc2 → kuipc abc3"), std::string::npos) << shown;
}

TEST_F(HistoryVerb, RefusesInOneLine) {
  EXPECT_TRUE(history({"list"}).end.starts_with("2 "));
  testing::internal::CaptureStderr();
  EXPECT_EQ(history({"add", result("1", 1010), result("2", 1010, "panic")}).end, "2");
  EXPECT_NE(testing::internal::GetCapturedStderr().find("did not finish (panic)"),
            std::string::npos);
  EXPECT_TRUE(history({"show", "fly"}).end.starts_with("2 no series"));
  EXPECT_TRUE(call({"history"}).end.starts_with("2 "));
}

}  // namespace
}  // namespace kuipc::report
