// SPDX-License-Identifier: Apache-2.0
// From a run folder to result.json and an exit status.
#include <gtest/gtest.h>

#include "decode.h"
#include "files.h"
#include "run_folder.h"
#include "verbs.h"

namespace kuipc::report {
namespace {

struct Outcome {
  int status;
  std::string said;  // on stderr
};

Outcome assembled(const MadeRun& run) {
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  const int status = assemble({run.dir(), run.host()});
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  return {status, testing::internal::GetCapturedStderr()};
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

TEST(Assemble, IsSilentWhenAllIsWell) {
  const MadeRun run;
  const Outcome outcome = assembled(run);
  EXPECT_EQ(outcome.status, kFine);
  EXPECT_EQ(outcome.said, "");
  const Result result = read_result(run.result());
  EXPECT_EQ(result.run.ended, "finished");
  EXPECT_EQ(result.rows.size(), 2U);
}

TEST(Assemble, JoinsWhatBothSidesKnow) {
  const MadeRun run;
  assembled(run);
  const Result r = read_result(run.result());
  EXPECT_EQ(r.run.id, "20261121T221800Z");
  EXPECT_EQ(r.run.set, "quick");
  EXPECT_EQ(r.run.warnings, (std::vector<std::string>{"the clock source is tsc-early"}));
  EXPECT_EQ(r.machine.clock, Clock::kCounted);
  EXPECT_EQ(r.machine.accel, "tcg");
  EXPECT_EQ(r.machine.cpus, 1U);
  EXPECT_EQ(r.subject.kernel.release, "6.1.0-56");
  EXPECT_EQ(r.subject.kernel.commit, "def");
  EXPECT_EQ(r.subject.kernel.dirty, true);
  EXPECT_EQ(r.subject.kernel.image_sha256, "i");
  EXPECT_EQ(r.subject.kuipc.commit, "abc");
  EXPECT_EQ(r.subject.kuipc.modules_sha256, "m");
  EXPECT_EQ(r.subject.kuipc.libc, "2.36");
}

TEST(Assemble, BelievesTheGuestRatherThanTheRunner) {
  MadeRun run;
  run.notes["clock"] = "wall";
  run.notes["release"] = "another";
  run.notes["cpus"] = 4;
  assembled(run);
  const Result r = read_result(run.result());
  EXPECT_EQ(r.machine.clock, Clock::kCounted);
  EXPECT_EQ(r.subject.kernel.release, "6.1.0-56");
  EXPECT_EQ(r.machine.cpus, 1U);
}

TEST(Assemble, TakesNumbersThatAShellWroteAsText) {
  MadeRun run;
  run.notes["qemu_exit"] = "0";
  run.notes["qemu_signal"] = "";
  run.notes["end_record"] = "0";
  EXPECT_EQ(assembled(run).status, kFine);
}

TEST(Assemble, FindsTheEndRecordInTheRawResults) {
  MadeRun run;
  run.notes.erase("end_record");
  put(run.dir() / "results.raw", std::string(20000, '\0') + "kuipc-end 0\n");
  EXPECT_EQ(assembled(run).status, kFine);
}

TEST(Assemble, ATruncatedTarIsAPartialResult) {
  MadeRun run;
  run.notes.erase("end_record");
  put(run.dir() / "results.raw", std::string(20000, '\0'));
  std::string rows = content_of(run.dir() / "guest/benchmarks.jsonl");
  put(run.dir() / "guest/benchmarks.jsonl", rows.substr(0, rows.size() - 20));
  const Outcome outcome = assembled(run);
  EXPECT_EQ(outcome.status, kSetupFailed);
  EXPECT_NE(outcome.said.find("cut short"), std::string::npos) << outcome.said;
  const Result r = read_result(run.result());
  EXPECT_EQ(r.run.ended, "partial-result");
  EXPECT_EQ(r.rows.size(), 1U);
}

TEST(Assemble, AShortRowInAFinishedRunIsWrongData) {
  const MadeRun run;
  const std::string rows = content_of(run.dir() / "guest/benchmarks.jsonl");
  put(run.dir() / "guest/benchmarks.jsonl", rows.substr(0, rows.size() - 20));
  const Outcome outcome = assembled(run);
  EXPECT_EQ(outcome.status, kWrongData);
  EXPECT_EQ(outcome.said, "kuipc: the harness counted 2 rows and 1 came out\n");
}

TEST(Assemble, SaysOneLineAndTheEndOfTheConsoleWhenTheKernelDied) {
  MadeRun run;
  run.notes.erase("end_record");
  std::filesystem::remove_all(run.dir() / "guest");
  put(run.dir() / "console.log", content_of(data_file("consoles/panic.txt")));
  const Outcome outcome = assembled(run);
  EXPECT_EQ(outcome.status, kKernelFailed);
  EXPECT_TRUE(first_line(outcome.said).starts_with("kuipc: the kernel panicked in row 37"))
      << outcome.said;
  EXPECT_NE(outcome.said.find("\n  | [   24.123755] ---[ end Kernel panic"), std::string::npos);
  const Result r = read_result(run.result());
  EXPECT_EQ(r.run.ended, "panic");
  EXPECT_TRUE(r.rows.empty());
}

TEST(Assemble, ARunInWhichEverythingWasSkippedFails) {
  const MadeRun run(Rows{other_row("echo/ioctl/size:64", "skipped", "no module: run as root")});
  const Outcome outcome = assembled(run);
  EXPECT_EQ(outcome.status, kWrongData);
  EXPECT_EQ(outcome.said,
            "kuipc: nothing was measured: 1 row skipped; the first: "
            "echo/ioctl/size:64: no module: run as root\n");
}

TEST(Assemble, ARunThatMeasuredNothingFails) {
  const MadeRun run(Rows{});
  EXPECT_EQ(assembled(run).status, kWrongData);
}

TEST(Assemble, ARowInErrorFailsTheRunAndIsNamed) {
  const MadeRun run(
      {ok_row("floor/syscall", 337), other_row("echo/ioctl/size:64", "error", "byte 41 differs")});
  const Outcome outcome = assembled(run);
  EXPECT_EQ(outcome.status, kWrongData);
  EXPECT_EQ(outcome.said,
            "kuipc: 1 of 2 rows is wrong; the first: echo/ioctl/size:64: byte 41 differs\n");
}

TEST(Assemble, AModuleThatDoesNotUnloadFailsTheRun) {
  const MadeRun run;
  put(run.dir() / "guest/unload.log", "kuipc_netlink not unloaded\n");
  const Outcome outcome = assembled(run);
  EXPECT_EQ(outcome.status, kWrongData);
  EXPECT_EQ(outcome.said, "kuipc: a module did not unload cleanly: kuipc_netlink not unloaded\n");
}

TEST(Assemble, AModuleThatDoesNotLoadIsAWarning) {
  const MadeRun run;
  put(run.dir() / "guest/modules.log",
      "kuipc_ioctl loaded\ninsmod: can't insert: invalid module format\nkuipc_netlink not "
      "loaded\n");
  EXPECT_EQ(assembled(run).status, kFine);
  EXPECT_EQ(read_result(run.result()).run.warnings.size(), 3U);
}

TEST(Assemble, WhatTheKernelWarnsOfAtBootIsAWarning) {
  const MadeRun run;
  const std::size_t before = 1;  // of the harness, see run_folder.h
  put(run.dir() / "guest/warnings.txt",
      "[    0.022315] RETBleed: WARNING: Spectre v2 mitigation leaves CPU vulnerable\n2\n3\n4\n5\n"
      "6\n7\n");
  EXPECT_EQ(assembled(run).status, kFine);
  const auto warnings = read_result(run.result()).run.warnings;
  ASSERT_EQ(warnings.size(), before + 6);
  EXPECT_EQ(warnings[before],
            "kernel: RETBleed: WARNING: Spectre v2 mitigation leaves CPU vulnerable");
  EXPECT_EQ(warnings.back(), "kernel: 2 more in guest/warnings.txt");
}

TEST(Assemble, ABrokenRowIsWrongDataAndNamesItsLine) {
  const MadeRun run;
  put(run.dir() / "guest/benchmarks.jsonl", "{\"name\": 7}\n");
  const Outcome outcome = assembled(run);
  EXPECT_EQ(outcome.status, kWrongData);
  EXPECT_NE(outcome.said.find("benchmarks.jsonl:1: name: must be a string"), std::string::npos);
  EXPECT_EQ(read_result(run.result()).run.ended, "partial-result");
}

TEST(Assemble, NotesThatCannotBeReadAreOneLine) {
  const MadeRun run;
  put(run.dir() / "bad.json", "{");
  EXPECT_EQ(failure_of([&] {
              assemble({run.dir(), run.dir() / "bad.json"});
            }),
            "2 " + (run.dir() / "bad.json").string() + ": it ends in the middle (truncated?)");
}

TEST(Assemble, OnTheHostTheFilesLieInTheFolderItself) {
  MadeRun run;
  for (const auto& entry : std::filesystem::directory_iterator(run.dir() / "guest"))
    std::filesystem::rename(entry.path(), run.dir() / entry.path().filename().string());
  std::filesystem::remove_all(run.dir() / "guest");
  std::filesystem::remove(run.dir() / "console.log");
  run.notes = {{"id", "host-run"}, {"on", "host"}, {"harness_exit", 0}};
  EXPECT_EQ(assembled(run).status, kFine);
  EXPECT_EQ(read_result(run.result()).rows.size(), 2U);
}

TEST(Judge, SaysOneWordForABootWithoutMeasurements) {
  MadeRun run;
  for (const char* name : {"benchmarks.jsonl", "end.json", "environment.json"})
    std::filesystem::remove(run.dir() / "guest" / name);
  testing::internal::CaptureStdout();
  EXPECT_EQ(judge_boot({run.dir(), run.host()}), kFine);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "finished\n");
}

}  // namespace
}  // namespace kuipc::report
