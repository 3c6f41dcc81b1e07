// SPDX-License-Identifier: Apache-2.0
// The first screen, pinned: golden/screen.*.txt are what a person sees in 80 columns without
// colour.
#include <fmt/format.h>

#include "screen.h"

#include "decode.h"
#include "run_folder.h"
#include "text.h"

namespace kuipc::report {
namespace {

constexpr Style kPlain{false, 80};

Json document(const std::string& clock, const Rows& rows) {
  const bool counted = clock == "counted";
  return {{"schema", "kuipc.result/1"},
          {"run", {{"id", "x"}, {"ended", "finished"}, {"warnings", {"the host is busy"}}}},
          {"machine",
           {{"fingerprint", "0"},
            {"clock", clock},
            {"accel", counted ? "tcg" : "kvm"},
            {"accel_reason",
             counted ? "/dev/kvm opens, but a guest kernel hangs on it, so QEMU emulates "
                       "and counts each instruction."
                     : "/dev/kvm runs the test kernel."},
            {"cpu_model", "qemu64"},
            {"cpus", 1},
            {"emulated", counted},
            {"qemu", "7.2.22 (Debian)"}}},
          {"subject", {{"kernel", {{"release", "6.1.0-56-cloud-amd64"}}}}},
          {"benchmarks", rows}};
}

Result result_of(const Json& json) {
  Result result;
  convert(json, result);
  return result;
}

// Of each transport only one event row is shown: the smallest, from softirq, its reader asleep.
Rows event_and_peer_rows(const std::string& unit) {
  Rows rows;
  for (const auto& [ctx, size, wake, cost] : {std::tuple{"hardirq", 64, "block", 4400.0},
                                              {"softirq", 4096, "block", 5200.0},
                                              {"softirq", 64, "block", 4200.0},
                                              {"softirq", 64, "spin", 1600.0}}) {
    auto& row = rows.emplace_back(
        ok_row(fmt::format("event/chardev/ctx:{}/size:{}/wake:{}", ctx, size, wake), cost, unit));
    row["ctx"] = ctx;
    row["wake"] = wake;
    row["metrics"]["emit"] = {{"unit", unit}, {"better", "lower"}, {"median", 1481}};
  }
  for (const auto& [name, wake, cost] :
       {std::tuple{"pipe", "block", 13000.0}, {"pipe", "spin", 2700.0}, {"shm", "spin", 600.0}}) {
    if (unit == "insn" && std::string(wake) == "spin") continue;  // one CPU has none
    auto& row =
        rows.emplace_back(ok_row(fmt::format("peer/{}/size:64/wake:{}", name, wake), cost, unit));
    row["wake"] = wake;
  }
  return rows;
}

Json overload_row(const std::string& transport, const std::string& ctx, std::size_t size,
                  double cost) {
  Json row = ok_row(fmt::format("overload/{}/ctx:{}/size:{}/wake:block", transport, ctx, size),
                    cost, "insn/msg");
  row["ctx"] = ctx;
  row["wake"] = "block";
  row["primary"] = "loss_free_rate";
  row["metrics"]["loss_free_rate"] = row["metrics"]["latency"];
  row["metrics"].erase("latency");
  row.update({{"limit", "dropped"}, {"sent", 4000}, {"dropped", 1782}, {"overruns", 0}});
  return row;
}

// Two contexts of one transport, one that counts what it lost, and one that merges.
Rows overload_rows() {
  Rows rows = {overload_row("chardev", "hardirq", 64, 3104),
               overload_row("netlink", "hardirq+work", 64, 10880),
               overload_row("chardev", "softirq", 64, 3392),
               overload_row("eventfd", "hardirq", 8, 1000)};
  rows[0]["metrics"]["queue_capacity"] = {{"unit", "count"}, {"better", "higher"}, {"median", 128}};
  rows[0]["metrics"]["queue_bytes"] = {{"unit", "B/msg"}, {"better", "lower"}, {"median", 72}};
  rows[1].update({{"limit", "backlog"}, {"sent", 43688}, {"dropped", 13593}, {"overruns", 1}});
  rows[3].update({{"limit", "fastest"}, {"dropped", 0}, {"coalesced", 2420}});
  return rows;
}

Rows typical_rows(const std::string& unit) {
  Rows rows = {
      ok_row("echo/netlink/size:64", 5410, unit),
      ok_row("echo/netlink/size:4096", 9921, unit),
      ok_row("echo/ioctl/size:64", 1010, unit),
      ok_row("echo/ioctl/size:4096", 2030, unit),
      ok_row("push/ioctl/size:64", 610, unit),
      ok_row("push/ioctl/size:4096", 1370, unit),
      ok_row("pull/ioctl/size:23", 600, unit),
      ok_row("floor/memcpy/size:64", 16, unit),
      ok_row("floor/memcpy/size:4096", 520, unit),
      ok_row("floor/syscall", 337, unit),
      ok_row("floor/empty", 2, unit),
      other_row("echo/sockopt/size:64", "skipped", "kuipc_sockopt is not loaded; insmod it"),
      other_row("echo/sockopt/size:4096", "skipped", "kuipc_sockopt is not loaded; insmod it"),
      other_row("echo/procfs/size:64", "error", "byte 41 differs")};
  rows[0]["starts"] = rows[1]["starts"] = {"task", "kthread", "softirq"};
  for (auto& row : event_and_peer_rows(unit)) rows.push_back(std::move(row));
  if (unit == "insn")
    for (auto& row : overload_rows()) rows.push_back(std::move(row));
  return rows;
}

std::string screen(const Result& result, Style style = kPlain) {
  return banner(result, style) + "\n" + cost_table(result, {"echo", 64}, style) + "\n" +
         event_table(result, style) + "\n" + peer_table(result, {"echo", 64}, style) + "\n" +
         size_table(result, style) + "\n" + overload_table(result, style) + "\n" +
         left_out(result, style) + "\n" + next_steps(result, "results/runs/x/", "@0", false, style);
}

class FirstScreen : public testing::TestWithParam<const char*> {};

TEST_P(FirstScreen, IsTheGoldenOne) {
  const std::string clock = GetParam();
  const std::string text =
      screen(result_of(document(clock, typical_rows(clock == "counted" ? "insn" : "ns"))));
  EXPECT_EQ(text, content_of(data_file("golden/screen." + clock + ".txt")));
}

TEST_P(FirstScreen, FitsEightyColumns) {
  const std::string text = screen(result_of(document(GetParam(), typical_rows("insn"))));
  for (const std::string_view line : lines_of(text)) EXPECT_LE(display_width(line), 80U) << line;
}

INSTANTIATE_TEST_SUITE_P(Clock, FirstScreen, testing::Values("counted", "wall"));

TEST(Banner, NeverCallsACountATime) {
  const std::string text = screen(result_of(document("counted", typical_rows("insn"))));
  EXPECT_NE(text.find("COUNTED instructions, not time"), std::string::npos);
  EXPECT_EQ(text.find(" ns"), std::string::npos);
}

TEST(Banner, MarksWallUnderEmulation) {
  Json json = document("wall", typical_rows("ns"));
  json["machine"]["accel"] = "tcg";
  const std::string text = banner(result_of(json), kPlain);
  EXPECT_TRUE(text.starts_with("Clock: WALL UNDER EMULATION")) << text;
}

TEST(Banner, SaysThatARunDidNotFinish) {
  Json json = document("counted", typical_rows("insn"));
  json["run"]["ended"] = "panic";
  json["run"]["detail"] = "the kernel panicked";
  EXPECT_NE(banner(result_of(json), kPlain).find("did not finish: panic: the kernel panicked"),
            std::string::npos);
}

TEST(CostTable, IsSortedByCostWithTheFloorsFirst) {
  const std::string text =
      cost_table(result_of(document("counted", typical_rows("insn"))), {"echo", 64}, kPlain);
  std::size_t last = 0;
  for (const char* label :
       {"empty loop", "memcpy of 64 B", "null syscall", "  ioctl", "  netlink"}) {
    const std::size_t at = text.find(label);
    ASSERT_NE(at, std::string::npos) << label << "\n" << text;
    EXPECT_GT(at, last) << label;
    last = at;
  }
  EXPECT_EQ(text.find("4 KiB"), std::string::npos);
}

TEST(CostTable, LeavesOutTheRatioWhereTheSystemCallWasNotMeasured) {
  const std::string text =
      cost_table(result_of(document("counted", {ok_row("echo/ioctl/size:64", 1010)})), {}, kPlain);
  EXPECT_EQ(text.find("× syscall"), std::string::npos) << text;
}

std::string event_screen(const Choice& choice) {
  Rows rows = event_and_peer_rows("insn");
  rows.push_back(ok_row("event/eventfd/ctx:task/size:8/wake:block", 3800));
  rows.back()["ctx"] = "task";
  rows.back()["wake"] = "block";
  return cost_table(result_of(document("counted", rows)), choice, kPlain);
}

TEST(CostTable, TellsEventsOfOneTransportApart) {
  const std::string text = event_screen({"event", 64});
  for (const char* label : {"  chardev hardirq block  ", "  chardev softirq block  ",
                            "  chardev softirq spin   ", "  eventfd task block, 8 B  "})
    EXPECT_NE(text.find(label), std::string::npos) << label << "\n" << text;
}

TEST(CostTable, HasTheOneSizeAloneThatWasAskedFor) {
  EXPECT_EQ(event_screen({"event", 64, true}).find("eventfd"), std::string::npos);
}

TEST(OverloadTable, HasEveryRowAndTheMeaningOfItsLimits) {
  const std::string text = overload_table(result_of(document("counted", overload_rows())), kPlain);
  EXPECT_EQ(text, content_of(data_file("golden/screen.overload.txt")));
  EXPECT_EQ(text.find("late"), std::string::npos) << "no row has it";
}

TEST(OverloadTable, HasNoColumnWithoutAnEntryAndTheHighestRateFirst) {
  Rows rows = {overload_row("chardev", "softirq", 64, 1e5),
               overload_row("netlink", "softirq", 64, 2e5)};
  for (auto& row : rows)
    row["metrics"]["loss_free_rate"].update({{"unit", "msg/s"}, {"better", "higher"}});
  const std::string text = overload_table(result_of(document("wall", rows)), kPlain);
  EXPECT_EQ(text.find("B each"), std::string::npos) << text;
  EXPECT_LT(text.find("netlink"), text.find("chardev")) << text;
}

TEST(SizeTable, ThinsItsColumnsToFit) {
  Rows rows;
  for (std::size_t size = 8; size <= (1U << 20U); size *= 2)
    rows.push_back(ok_row("echo/sockopt.exchange/size:" + std::to_string(size),
                          1e6 + static_cast<double>(size)));
  const std::string text = size_table(result_of(document("counted", rows)), kPlain);
  for (const std::string_view line : lines_of(text)) EXPECT_LE(display_width(line), 80U) << line;
  EXPECT_NE(text.find(" 8 B "), std::string::npos);
  EXPECT_NE(text.find("1 MiB"), std::string::npos);
}

TEST(SizeTable, HasWhatHasOneSizeAloneAndTellsItsGapsApart) {
  const std::string text = size_table(
      result_of(document("counted",
                         {ok_row("push/ioctl/size:64", 610), ok_row("push/ioctl/size:4096", 1370),
                          ok_row("push/tap/size:64", 900), ok_row("push/tap/size:1024", 990),
                          ok_row("push/ioctl/size:1024", 800), ok_row("push/procfs/size:4096", 990),
                          other_row("push/tap/size:4096", "skipped", "too large"),
                          ok_row("pull/text/size:23", 700)})),
      kPlain);
  EXPECT_NE(text.find("900    +90  skipped\n"), std::string::npos) << text;
  EXPECT_NE(text.find("    text, 23 B   700      –        –\n"), std::string::npos) << text;
  EXPECT_NE(text.find("–: not measured in this run"), std::string::npos) << text;
  EXPECT_NE(text.find("skipped, wrong: the"), std::string::npos) << text;
}

TEST(Screen, ShowsHostileNamesWithoutObeyingThem) {
  Json row = ok_row("echo/ioctl/size:64", 1010);
  row["transport"] = "$(x)";
  row["variant"] = "</script>\"\x1b[2J";
  const std::string text = screen(result_of(document("counted", {row})));
  EXPECT_NE(text.find("</script>\""), std::string::npos) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("less modules"), std::string::npos) << "a command that somebody may copy";
}

std::string steps_after(const std::vector<std::string>& command,
                        const std::string& reference = "@0") {
  Json json = document("wall", {});
  json["run"]["command"] = command;
  return next_steps(result_of(json), "x y/", reference, true, kPlain);
}

TEST(NextSteps, RepeatTheCommandOfTheRunToSeeAChange) {
  EXPECT_NE(steps_after({"./run_bench.sh", "--on", "host", "--yes", "--filter", "^a|b"})
                .find(" ./run_bench.sh --on host --filter '^a|b' && ./run_bench.sh compare @1 @0"),
            std::string::npos);
}

TEST(NextSteps, RepeatNoCommandThatCannotBeRepeatedOrCopied) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"./run_bench.sh", "--kernel", "6.1", "--kernel", "6.12"},
        {"./run_bench.sh", "--filter", "\x1b[2J"},
        {"x"},
        {}})
    EXPECT_NE(steps_after(command).find(" ./run_bench.sh && ./run_bench.sh compare @1 @0"),
              std::string::npos);
}

// The next run is one of results/runs, and its @0; this one is @1 then only if it was @0.
TEST(NextSteps, NameTheRunThatIsMeant) {
  const auto compares = [](const std::string& steps, const std::string& command) {
    return steps.find(" ./run_bench.sh" + command) != std::string::npos;
  };
  EXPECT_TRUE(compares(steps_after({"./run_bench.sh"}, "@2"), " && ./run_bench.sh compare @3 @0"));
  EXPECT_TRUE(compares(steps_after({"./run_bench.sh", "--out", "mine/a", "--cpus", "2"}, "mine/a"),
                       " --cpus 2 && ./run_bench.sh compare mine/a @0"));
  EXPECT_TRUE(compares(steps_after({"./run_bench.sh", "--out=mine"}, "mine"),
                       " && ./run_bench.sh compare mine @0"));
}

TEST(NextSteps, CanBePasted) {
  const std::string steps = steps_after({"./run_bench.sh", "--filter", "it's"}, "'a b/c'");
  EXPECT_NE(steps.find(" --filter 'it'\\''s' && ./run_bench.sh compare 'a b/c' @0"),
            std::string::npos)
      << steps;
  EXPECT_NE(steps.find(" 'x y/report.html'"), std::string::npos) << steps;
}

TEST(NextSteps, NameAFileOnlyWhereAModuleOfThatNameAnswered) {
  Rows rows = {ok_row("event/nfqueue/size:64", 9, "insn"), ok_row("echo/tap/size:64", 9, "insn")};
  rows[0]["starts"] = {"softirq"};
  rows[1].erase("starts");
  const auto steps = [&] {
    return next_steps(result_of(document("counted", rows)), "x", "@0", false, kPlain);
  };
  EXPECT_EQ(steps().find("less modules/"), std::string::npos) << steps();
  rows.push_back(ok_row("echo/ioctl/size:64", 9, "insn"));
  rows[2]["starts"] = Json::array();
  EXPECT_NE(steps().find("less modules/ioctl.c"), std::string::npos) << steps();
}

TEST(Screen, OfAnEmptyResultIsNoCrash) {
  EXPECT_NE(screen(result_of(document("counted", {}))).find("Next:"), std::string::npos);
}

}  // namespace
}  // namespace kuipc::report
