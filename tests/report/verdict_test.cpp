// SPDX-License-Identifier: Apache-2.0
// Each way a run can end, on the console that it leaves behind (consoles/).
#include "verdict.h"

#include <algorithm>

#include "console.h"
#include "support.h"

namespace kuipc::report {
namespace {

// A guest that died: QEMU exits 0 with panic=-1 -no-reboot, and nothing came out behind the
// results.
Evidence died(const std::string& console) {
  Evidence e;
  e.accel = "tcg";
  e.console = content_of(data_file("consoles/" + console + ".txt"));
  e.qemu_exit = 0;
  return e;
}

Evidence finished() {
  Evidence e = died("finished");
  e.end_record = 0;
  e.any_results = e.harness_finished = true;
  e.splats = "";
  return e;
}

// Not the harness but somebody's program.
Evidence of_a_program(int exit) {
  Evidence e = finished();
  e.end_record = exit;
  e.any_results = false;
  e.program = true;
  return e;
}

struct Case {
  const char* console;
  const char* ended;
  Status status;
  const char* line;  // part of it
};

class Console : public testing::TestWithParam<Case> {};

TEST_P(Console, TellsHowTheGuestDied) {
  const Case& expected = GetParam();
  const Verdict verdict = judge(died(expected.console));
  EXPECT_EQ(verdict.ended, expected.ended);
  EXPECT_EQ(verdict.status, expected.status);
  EXPECT_NE(verdict.line.find(expected.line), std::string::npos) << verdict.line;
  EXPECT_EQ(verdict.line.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Each, Console,
    testing::Values(Case{"panic", "panic", kKernelFailed,
                         "in row 37 of 112, echo/netlink/size:64: Kernel panic"},
                    Case{"oops", "oops", kKernelFailed, "BUG: kernel NULL pointer dereference"},
                    Case{"oops-then-silence", "oops", kKernelFailed, "BUG: kernel NULL pointer"},
                    Case{"oops-in-init", "oops", kKernelFailed, "while booting"},
                    Case{"softlockup", "hang", kKernelFailed, "soft lockup - CPU#0 stuck for 26s"},
                    Case{"hung-task", "hang", kKernelFailed, "blocked for more than 120 seconds"},
                    Case{"stall", "hang", kKernelFailed, "self-detected stall"},
                    Case{"oom-killer", "guest-oom", kSetupFailed, "--memory"},
                    Case{"oom-panic", "guest-oom", kSetupFailed, "--memory"},
                    Case{"init-exited", "panic", kSetupFailed, "with status 127"},
                    Case{"init-segfault", "panic", kKernelFailed, "exitcode=0x0000000b"},
                    Case{"init-without-loader", "panic", kSetupFailed,
                         "could not start: Failed to execute /init (error -2)"},
                    Case{"init-without-library", "panic", kSetupFailed,
                         "could not start: /bin/busybox: error while loading shared libraries"},
                    Case{"timer", "emulation-failed", kSetupFailed, "busy machine"},
                    Case{"no-initramfs", "panic", kSetupFailed, "CONFIG_BLK_DEV_INITRD"},
                    Case{"silent", "no-result", kKernelFailed, "reset itself in row 37 of 112"}),
    [](const auto& each) {
      std::string name = each.param.console;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST(Verdict, FinishedNeedsTheEndRecordBehindTheResults) {
  EXPECT_EQ(judge(finished()).ended, "finished");
  EXPECT_EQ(judge(finished()).status, kFine);
  EXPECT_EQ(judge(finished()).line, "");
  Evidence cut = finished();
  cut.end_record.reset();
  EXPECT_EQ(judge(cut).ended, "partial-result");
  EXPECT_EQ(judge(cut).status, kSetupFailed);
}

TEST(Verdict, AGuestThatPowersOffWithoutResultsIsNoResult) {
  Evidence e = died("finished");
  EXPECT_EQ(judge(e).ended, "no-result");
  EXPECT_EQ(judge(e).status, kSetupFailed);
}

TEST(Verdict, AKvmThatDoesNotRunTheKernelIsTheMachinesFault) {
  Evidence e = died("silent-kvm");
  e.accel = "kvm";
  e.timed_out = "hang";
  e.qemu_signal = 9;
  const Verdict verdict = judge(e);
  EXPECT_EQ(verdict.ended, "hang");
  EXPECT_EQ(verdict.status, kSetupFailed);
  EXPECT_NE(verdict.line.find("--accel tcg"), std::string::npos);
}

TEST(Verdict, AKernelThatStandsStillUnderEmulationFailed) {
  for (const char* console : {"silent-kvm", "silent"}) {
    Evidence e = died(console);
    e.timed_out = "hang";
    EXPECT_EQ(judge(e).ended, "hang") << console;
    EXPECT_EQ(judge(e).status, kKernelFailed) << console;
  }
}

TEST(Verdict, ARunThatTakesTooLongIsATimeoutAndNotAKill) {
  Evidence e = died("silent");
  e.timed_out = "timeout";
  e.qemu_signal = 15;
  const Verdict verdict = judge(e);
  EXPECT_EQ(verdict.ended, "timeout");
  EXPECT_EQ(verdict.status, kSetupFailed);
  EXPECT_NE(verdict.line.find("--timeout"), std::string::npos);
}

TEST(Verdict, TroubleOnTheConsoleExplainsATimeout) {
  Evidence e = died("softlockup");
  e.timed_out = "timeout";
  EXPECT_EQ(judge(e).ended, "hang");
  EXPECT_EQ(judge(e).status, kKernelFailed);
}

TEST(Verdict, QemuKilledAndQemuFailingAreToldApart) {
  Evidence killed = died("silent");
  killed.qemu_exit.reset();
  killed.qemu_signal = 9;
  EXPECT_EQ(judge(killed).ended, "qemu-killed");
  EXPECT_EQ(judge(killed).status, kSetupFailed);
  Evidence failed;
  failed.qemu_exit = 1;
  EXPECT_EQ(judge(failed).ended, "qemu-failed");
  EXPECT_EQ(judge(failed).status, kSetupFailed);
}

TEST(Verdict, CtrlCIsNobodysFault) {
  Evidence e = died("silent");
  e.timed_out = "interrupted";
  EXPECT_EQ(judge(e).ended, "interrupted");
  EXPECT_EQ(judge(e).status, kInterrupted);
}

TEST(Verdict, ASplatFailsARunThatFinished) {
  Evidence e = finished();
  e.splats =
      "[   12.000001] WARNING: CPU: 0 PID: 91 at net/netlink/af_netlink.c:1 netlink_x+0x1/0x2\n";
  EXPECT_EQ(judge(e).ended, "oops");
  EXPECT_EQ(judge(e).status, kKernelFailed);
  EXPECT_NE(judge(e).line.find(": WARNING: CPU: 0"), std::string::npos) << judge(e).line;
}

// On hardware it is the kernel's own fault.
TEST(Verdict, ATimerThatStandsStillIsEmulationsFaultOnlyUnderEmulation) {
  Evidence e = died("timer");
  e.accel = "kvm";
  EXPECT_EQ(judge(e).status, kKernelFailed);
}

TEST(Verdict, WhatAUserHadNotedIsNoOops) {
  EXPECT_FALSE(is_oops("[   12.5] kuipc_sockopt_text: 24 bytes: BUG: KASAN: of a user"));
  EXPECT_TRUE(is_oops("[   12.5] BUG: KASAN: slab-out-of-bounds in f+0x1/0x2"));
  EXPECT_TRUE(is_oops("[   12.5][   T91] BUG: scheduling while atomic: a/1/0x2"));
  EXPECT_TRUE(is_oops("[   12.5] [ BUG: Invalid wait context ]"));
  EXPECT_TRUE(is_oops("BUG: unable to handle page fault"));
}

TEST(Verdict, AKernelLogThatNobodyScannedIsNotClean) {
  Evidence e = finished();
  e.splats.reset();
  EXPECT_EQ(judge(e).ended, "partial-result");
  EXPECT_EQ(judge(e).status, kKernelFailed);
}

TEST(Verdict, AGuestWhoseFilesAreCutShortHasDoneNothing) {
  Evidence e = finished();
  e.console += "[    3.233365] Initramfs unpacking failed: write error\n";
  EXPECT_EQ(judge(e).ended, "guest-oom");
  EXPECT_EQ(judge(e).status, kSetupFailed);
  EXPECT_NE(judge(e).line.find("(Initramfs unpacking failed: write error); give the guest more"),
            std::string::npos)
      << judge(e).line;
}

TEST(Verdict, AUsersFaultIsNoOops) {
  Evidence e = died("harness-crash");
  e.end_record = 139;
  e.splats = "";
  e.any_results = true;
  const Verdict verdict = judge(e);
  EXPECT_EQ(verdict.ended, "partial-result");
  EXPECT_EQ(verdict.status, kSetupFailed);
  EXPECT_NE(verdict.line.find("signal 11"), std::string::npos) << verdict.line;
}

TEST(Verdict, TheOomKillerExplainsAKilledHarness) {
  Evidence e = died("oom-killer");
  e.end_record = 137;
  e.splats = "";
  EXPECT_EQ(judge(e).ended, "guest-oom");
}

TEST(Verdict, TheHarnesssOwnStatusesPassThrough) {
  Evidence usage = finished();
  usage.end_record = kUnreadable;
  EXPECT_EQ(judge(usage).status, kUnreadable);
  Evidence wrong = finished();
  wrong.end_record = kWrongData;
  EXPECT_EQ(judge(wrong).ended, "finished");
  EXPECT_EQ(judge(wrong).status, kWrongData);
}

TEST(Verdict, AProgramMayEndAsItLikes) {
  for (const int exit : {0, 1, 2, 4, 5, 6, 139}) {
    EXPECT_EQ(judge(of_a_program(exit)).ended, "finished") << exit;
    EXPECT_EQ(judge(of_a_program(exit)).status, kFine) << exit;
  }
}

TEST(Verdict, AProgramExcusesNoKernel) {
  Evidence complained = of_a_program(0);
  complained.splats = "[    9.1] BUG: KASAN: slab-out-of-bounds in f+0x1/0x2\n";
  EXPECT_EQ(judge(complained).status, kKernelFailed);
  Evidence silent = died("silent");
  silent.program = true;
  silent.timed_out = "hang";
  silent.console = "Linux version 6\nkuipc: guest ready\n";
  EXPECT_EQ(judge(silent).status, kKernelFailed);
  EXPECT_NE(judge(silent).line.find("while the program ran"), std::string::npos);
}

TEST(Verdict, AProgramWithoutMemoryWasNotTried) {
  Evidence e = died("oom-killer");
  e.program = true;
  e.end_record = 137;
  e.splats = "";
  EXPECT_EQ(judge(e).ended, "guest-oom");
  e.end_record = 1;  // another process was killed
  EXPECT_EQ(judge(e).status, kFine);
}

// What GoogleTest says on the console, in colours too.
Evidence tested(int exit, const std::string& words) {
  Evidence e = finished();
  e.console = "Linux version 6\n" + words;
  e.end_record = exit;
  e.any_results = false;
  return e;
}

TEST(Verdict, NamesTheTestsThatFailed) {
  const Verdict verdict = judge(
      tested(1,
             "[ RUN      ] A.One\r\n[       OK ] A.One (1 ms)\r\n[ RUN      ] A.Two\r\n"
             "\x1b[0;31m[  FAILED  ] \x1b[mA.Two (1 ms)\r\n[  FAILED  ] 1 test, listed below:\r\n"
             "[  FAILED  ] A.Two, where GetParam() = 3\r\n"));
  EXPECT_EQ(verdict.line, "1 test failed: A.Two");
  EXPECT_EQ(verdict.status, kWrongData);
}

TEST(Verdict, NamesTheTestThatHung) {
  const Verdict verdict = judge(tested(128 + 14,
                                       "[ RUN      ] A.One\r\n[       OK ] A.One (1 ms)\r\n[ RUN   "
                                       "   ] A.Two/1\r\nAlarm clock\r\n"));
  EXPECT_EQ(verdict.line,
            "the test A.Two/1 hung until its time was over; those behind it did not run");
  EXPECT_EQ(verdict.status, kWrongData);
}

TEST(Verdict, NamesTheTestThatTheKernelDiedIn) {
  Evidence e = tested(0, "[ RUN      ] A.One\n[    9.0] Kernel panic - not syncing: no\n");
  e.end_record.reset();
  EXPECT_EQ(judge(e).line, "the kernel panicked in test A.One: Kernel panic - not syncing: no");
  EXPECT_EQ(judge(e).status, kKernelFailed);
}

TEST(Verdict, OnTheHostTheHarnessDecides) {
  Evidence e;
  e.on_host = true;
  e.job_exit = 0;
  e.any_results = e.harness_finished = true;
  EXPECT_EQ(judge(e).ended, "finished");
  e.harness_finished = false;
  EXPECT_EQ(judge(e).ended, "partial-result");
}

TEST(Verdict, HostileConsolesAreQuotedSafely) {
  Evidence e;
  e.console =
      "[    0.000000] Linux version 6\n[ 1.0] Kernel panic - not syncing: \x1b[31mred\x07\xff\n";
  EXPECT_NE(judge(e).line.find("Kernel panic - not syncing: red??"), std::string::npos)
      << judge(e).line;
}

TEST(Progress, IsTheLastRowAnnounced) {
  EXPECT_EQ(progress_of(""), "");
  EXPECT_EQ(progress_of("kuipc: row"), "");
  EXPECT_EQ(progress_of("kuipc: row nonsense\n"), "");
  EXPECT_EQ(progress_of("kuipc: row 1/9 a\r\nkuipc: row 2/9 b/c\r\n"), "in row 2 of 9, b/c");
  EXPECT_EQ(progress_of("kuipc: row 9/9 z\nkuipc: done 9 0 0\n"), "after the last row");
}

}  // namespace
}  // namespace kuipc::report
