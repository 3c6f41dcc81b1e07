// SPDX-License-Identifier: Apache-2.0
// Who can, who cannot and why, and what a result does not say.
#include "advice.h"

#include "called.h"
#include "made_side.h"

namespace kuipc::report {
namespace {

Row row(const std::string& workload, const std::string& label, std::uint64_t size, double cost,
        const std::vector<std::string>& starts = {}) {
  Row made = made_row(workload + "/" + label + "/size:" + std::to_string(size), cost);
  const std::size_t dot = label.find('.');
  made.transport = label.substr(0, dot);
  if (dot != std::string::npos) made.variant = label.substr(dot + 1);
  made.size = size;
  made.starts = starts;
  return made;
}

Row event(const std::string& label, const std::string& ctx, const std::string& wake, double cost,
          const std::vector<std::string>& starts) {
  Row made = row("event", label, 64, cost, starts);
  made.name += "/" + ctx + "/" + wake;
  made.ctx = ctx;
  made.wake = wake;
  made.sent = 500;
  return made;
}

std::vector<std::string> labels(const Advice& advice) {
  std::vector<std::string> found;
  for (const Candidate& one : advice.able) found.push_back(one.label);
  return found;
}

std::string reason(const std::vector<Left>& left, const std::string& label) {
  for (const Left& one : left)
    if (one.label == label) return one.reason;
  return "not there";
}

Need need(const std::string& direction, std::uint64_t size = 64) {
  Need made;
  made.direction = direction;
  made.size = size;
  return made;
}

TEST(Advice, RanksByTheCostOfTheWorkloadThatWasAskedFor) {
  const Result result =
      made_result({row("echo", "netlink", 64, 5000), row("push", "netlink", 64, 300),
                   row("echo", "ioctl", 64, 1000), row("push", "ioctl", 64, 400)});
  EXPECT_EQ(labels(advise_on(result, need("both"))),
            (std::vector<std::string>{"ioctl", "netlink"}));
  EXPECT_EQ(labels(advise_on(result, need("u2k"))), (std::vector<std::string>{"netlink", "ioctl"}));
}

TEST(Advice, LeavesOutWhereTheKernelCannotStart) {
  const Result result =
      made_result({event("netlink", "softirq", "block", 3000, {"task", "softirq"}),
                   event("chardev", "softirq", "block", 2000, {"softirq", "hardirq"}),
                   event("chardev", "hardirq", "block", 2500, {"softirq", "hardirq"}),
                   row("echo", "ioctl", 64, 1000)});
  Need asked = need("k2u");
  asked.context = "hardirq";
  const Advice advice = advise_on(result, asked);
  EXPECT_EQ(labels(advice), std::vector<std::string>{"chardev"});
  EXPECT_EQ(advice.able.front().cost, 2500);
  EXPECT_EQ(reason(advice.unable, "netlink"),
            "the kernel cannot start a message on it from hardirq, only from softirq, task");
  EXPECT_EQ(reason(advice.unable, "ioctl"), "the kernel cannot start a message on it");
}

TEST(Advice, TakesTheWakePolicyAtItsWord) {
  const Result result = made_result({event("chardev", "softirq", "block", 2000, {"softirq"}),
                                     event("chardev", "softirq", "spin", 500, {"softirq"})});
  Need asked = need("k2u");
  asked.context = "softirq";
  asked.wake = "spin";
  EXPECT_EQ(advise_on(result, asked).able.front().cost, 500);
  asked.wake = "epoll";
  EXPECT_EQ(reason(advise_on(result, asked).unknown, "chardev"),
            "no event row of this result fits");
}

TEST(Advice, ConcludesNothingFromASkippedOrWrongRow) {
  Row skipped = row("echo", "sockopt", 65536, 1);
  skipped.status = RowStatus::kSkipped;
  skipped.reason = "carries at most 32 KiB";
  Row wrong = row("echo", "procfs", 65536, 1);
  wrong.status = RowStatus::kError;
  wrong.reason = "byte 7";
  const Result result = made_result({skipped, wrong, row("echo", "ioctl", 64, 1000)});
  const Advice advice = advise_on(result, need("both", 65536));
  EXPECT_TRUE(advice.able.empty());
  EXPECT_EQ(reason(advice.unknown, "sockopt"),
            "echo/sockopt/size:65536 was skipped: carries at most 32 KiB");
  EXPECT_EQ(reason(advice.unknown, "procfs"), "echo/procfs/size:65536 was wrong: byte 7");
  EXPECT_EQ(reason(advice.unknown, "ioctl"), "measured up to 64 B only");
}

TEST(Advice, LeavesOutWhatLostMessages) {
  Row lossy = event("netlink", "softirq", "block", 100, {"softirq"});
  lossy.dropped = 10;
  const Result result =
      made_result({lossy, event("chardev", "softirq", "block", 2000, {"softirq"})});
  Need asked = need("k2u");
  asked.context = "softirq";
  EXPECT_EQ(labels(advise_on(result, asked)).size(), 2U);
  asked.loss = "none";
  const Advice advice = advise_on(result, asked);
  EXPECT_EQ(labels(advice), std::vector<std::string>{"chardev"});
  EXPECT_TRUE(reason(advice.unable, "netlink").starts_with("lost 10 of 500"));
  EXPECT_EQ(advice.able.front().remarks.front(), "no row tells at which rate it begins to lose");
}

// In the same situation as event() made: its losses, and at what rate they begin.
Row overload(const std::string& label, const std::string& ctx, const std::string& wake,
             const std::string& unit, double rate) {
  Row made = event(label, ctx, wake, 0, {ctx});
  made.workload = "overload";
  made.name = "overload/" + label + "/ctx:" + ctx + "/size:64/wake:" + wake;
  made.primary = "loss_free_rate";
  made.metrics.clear();
  made.metrics["loss_free_rate"] = {unit, "higher", rate, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  made.sent = 4000;
  made.dropped = 663;
  return made;
}

Need from_softirq(std::uint64_t size = 64) {
  Need asked = need("k2u", size);
  asked.context = "softirq";
  return asked;
}

TEST(Advice, TakesLossesFromTheOverloadRowBesideIt) {
  const Result result = made_result({event("chardev", "softirq", "block", 2000, {"softirq"}),
                                     overload("chardev", "softirq", "block", "insn/msg", 3648),
                                     overload("chardev", "hardirq", "block", "insn/msg", 1)});
  Need asked = from_softirq();
  asked.loss = "none";
  EXPECT_EQ(advise_on(result, asked).able.front().remarks.front(),
            "loses nothing down to one message in 3,648 instructions; at twice that 663 of 4,000 "
            "were lost (overload/chardev/ctx:softirq/size:64/wake:block)");
}

TEST(Advice, AnswersARateFromOverloadRowsOrNamesTheMissingOne) {
  Row quick = event("chardev", "softirq", "block", 2000, {"softirq"});
  quick.metrics["latency"].unit = "ns";
  Row unknown = quick;
  unknown.name = "event/netlink/size:64/softirq/block";
  unknown.transport = "netlink";
  const Result result = made_result(
      {quick, unknown, overload("chardev", "softirq", "block", "msg/s", 9e4)}, Clock::kWall);
  Need asked = from_softirq();
  asked.rate = 8e4;
  Advice advice = advise_on(result, asked);
  EXPECT_EQ(labels(advice), std::vector<std::string>{"chardev"});
  EXPECT_EQ(reason(advice.unknown, "netlink"),
            "overload/netlink/ctx:softirq/size:64/wake:block is not in this result, and it alone "
            "tells a rate");
  ASSERT_EQ(advice.cannot_say.size(), 1U);
  EXPECT_NE(advice.cannot_say.front().find("./run_bench.sh --clock wall --filter '^overload/'"),
            std::string::npos);
  asked.rate = 1e5;
  advice = advise_on(result, asked);
  EXPECT_TRUE(
      reason(advice.unable, "chardev").starts_with("loses nothing up to 90,000 messages a second"));
}

// The path of a spinning reader is not what a sleeping one pays.
TEST(Advice, TakesPathAndSizeFromOneSituation) {
  Row large = event("chardev", "softirq", "block", 9000, {"softirq"});
  large.size = 65536;
  large.name += "/large";
  const Result result = made_result({large, event("chardev", "softirq", "spin", 500, {"softirq"}),
                                     event("chardev", "hardirq", "block", 600, {"softirq"}),
                                     event("chardev", "softirq", "block", 2000, {"softirq"})});
  EXPECT_EQ(advise_on(result, from_softirq(65536)).able.front().cost, 2000);
}

TEST(Advice, TellsWhatCarriesNoMessage) {
  Row counter = event("eventfd", "softirq", "block", 1000, {"softirq"});
  counter.size = 8;
  const Result result =
      made_result({counter, event("nfqueue", "softirq", "block", 900, {"softirq"})});
  const Advice advice = advise_on(result, from_softirq());
  EXPECT_TRUE(advice.able.empty());
  EXPECT_EQ(reason(advice.unable, "eventfd"),
            "carries a counter of 8 bytes, in which messages merge");
  EXPECT_NE(reason(advice.unable, "nfqueue"), "not there");
  EXPECT_EQ(labels(advise_on(result, from_softirq(8))), std::vector<std::string>{"eventfd"});
}

TEST(Advice, SaysWhyAResultHasNoRowsForIt) {
  Result result = made_result({row("echo", "ioctl", 64, 1000)});
  result.run.set = "quick";
  result.run.command = {"./run_bench.sh", "--filter", "^echo"};
  EXPECT_EQ(advise_on(result, from_softirq()).cannot_say.front(),
            "anything of event rows: this result has none. It is of the quick set, made by "
            "./run_bench.sh --filter ^echo");
}

TEST(Advice, SettlesADirectionThatIsLeftOpenAndRefusesAContradiction) {
  Need open = from_softirq();
  open.direction.clear();
  settle(open);
  EXPECT_EQ(open.workload(), "event");
  Need neither;
  settle(neither);
  EXPECT_EQ(neither.workload(), "echo");
  Need wrong = from_softirq();
  wrong.direction = "u2k";
  EXPECT_EQ(failure_of([&] { settle(wrong); }),
            "2 --context is where the kernel starts a message from: it goes with --direction k2u, "
            "not u2k");
}

TEST(Advice, KnowsWhatNeedsPrivileges) {
  const Result result = made_result({row("echo", "debugfs", 64, 1), row("echo", "ioctl", 64, 2),
                                     row("echo", "unheard_of", 64, 3)});
  Need asked = need("both");
  asked.privilege = "user";
  const Advice advice = advise_on(result, asked);
  EXPECT_EQ(labels(advice), std::vector<std::string>{"ioctl"});
  EXPECT_NE(reason(advice.unable, "debugfs"), "not there");
  EXPECT_NE(reason(advice.unknown, "unheard_of"), "not there");
}

TEST(Advice, FromCountedRowsSaysNothingOfRatesAndCopies) {
  const Result result =
      made_result({row("echo", "ioctl", 64, 1000), row("echo", "ioctl", 65536, 9000),
                   row("echo", "netlink", 64, 5000), row("echo", "netlink", 65536, 8000)});
  Need asked = need("both", 65536);
  asked.rate = 1000;
  const Advice advice = advise_on(result, asked);
  EXPECT_EQ(labels(advice), (std::vector<std::string>{"ioctl", "netlink"})) << "by the path";
  EXPECT_EQ(advice.able.front().row->size, 64U);
  EXPECT_TRUE(advice.crossovers.empty());
  EXPECT_EQ(advice.cannot_say.size(), 2U);
}

Row timed(const std::string& label, std::uint64_t size, double cost, double rate) {
  Row made = row("push", label, size, cost);
  made.metrics["latency"].unit = "ns";
  made.metrics["throughput"] = {"msg/s", "higher", rate, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  return made;
}

TEST(Advice, FromNanosecondsGivesCrossovers) {
  const Result result =
      made_result({timed("netlink", 64, 100, 1e6), timed("netlink", 4096, 900, 1e5),
                   timed("ring", 64, 200, 5e5), timed("ring", 4096, 300, 4e5)},
                  Clock::kWall);
  const Advice advice = advise_on(result, need("u2k"));
  ASSERT_EQ(advice.crossovers.size(), 2U);
  EXPECT_EQ(advice.crossovers[0].label, "netlink");
  EXPECT_EQ(advice.crossovers[1].from, 4096U);
  EXPECT_EQ(advice.crossovers[1].label, "ring");
  EXPECT_TRUE(advice.cannot_say.empty());
}

TEST(Advice, FromNanosecondsHoldsRatesAgainstWhatWasMeasured) {
  const Result result =
      made_result({timed("netlink", 64, 100, 1e6), timed("ring", 64, 200, 5e5)}, Clock::kWall);
  Need asked = need("u2k");
  asked.rate = 6e5;
  const Advice advice = advise_on(result, asked);
  EXPECT_EQ(labels(advice), std::vector<std::string>{"netlink"});
  EXPECT_TRUE(reason(advice.unable, "ring").starts_with("carries 500,000 messages a second"));
}

TEST(Advice, IsRefusedFromAnEmulatorsTime) {
  Result result = made_result({timed("netlink", 64, 100, 1e6)}, Clock::kWall);
  result.machine.emulated = true;
  EXPECT_TRUE(failure_of([&] { advise_on(result, need("u2k")); }).starts_with("3 "));
}

TEST(Advise, PrintsTheEvidenceAndWritesAPage) {
  const Folder folder;
  const std::string page = (folder / "advice.md").string();
  const Called called = call(
      {"advise", data_file("golden/result-1.json").string(), "--size", "64", "--markdown", page});
  EXPECT_EQ(called.end, "0");
  EXPECT_NE(called.out.find("ioctl                 1,010  echo/ioctl/size:64"), std::string::npos)
      << called.out;
  EXPECT_NE(called.out.find("Cannot say:"), std::string::npos);
  EXPECT_NE(content_of(page).find("| ioctl | 1,010 | echo/ioctl/size:64 |"), std::string::npos)
      << content_of(page);
  EXPECT_TRUE(call({"advise", "--direction", "up"}).end.starts_with("2 "));
}

TEST(Advise, RefusesWhatIsNoNumberInOneLine) {
  for (const char* size : {"-5", "0", "many", "4.5", "1e400", "4KB"})
    EXPECT_EQ(call({"advise", "--size=" + std::string(size)}).end,
              "2 --size takes bytes, as 4096 or 4K, not '" + std::string(size) + "'");
  for (const char* rate : {"-1", "0", "often", "1e400", "nan", "inf", "100q"})
    EXPECT_EQ(
        call({"advise", "--rate", rate}).end,
        "2 --rate takes messages a second, as 100000 or 100k, not '" + std::string(rate) + "'");
  const std::string result = data_file("golden/result-1.json").string();
  EXPECT_EQ(call({"advise", result, "--size", "4K", "--rate", "100k"}).end, "0");
}

}  // namespace
}  // namespace kuipc::report
