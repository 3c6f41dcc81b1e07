// SPDX-License-Identifier: Apache-2.0
#include "verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "console.h"
#include "text.h"

namespace kuipc::report {

namespace {

bool booted(const Evidence& e) {
  return e.console.find("Linux version") != std::string::npos;
}

std::string where(const Evidence& e) {
  std::string progress = progress_of(e.console);
  if (!progress.empty()) return progress;
  if (const std::string test = test_at_end(e.console); !test.empty()) return "in test " + test;
  if (e.console.find("kuipc: guest ready") != std::string::npos)
    return e.program ? "while the program ran" : "before the first row";
  return booted(e) ? "while booting" : "before the kernel's first word";
}

constexpr const char* kMoreMemory = "give the guest more with --memory MB";

Verdict out_of_memory(const Evidence& e, const std::string& line) {
  return {"guest-oom", kSetupFailed,
          fmt::format("the guest ran out of memory {} ({}); {}", where(e), line, kMoreMemory)};
}

// The kernel goes on without what it could not unpack, and a file that is cut short may not be
// missed.
std::optional<Verdict> files_missing(const Evidence& e) {
  const std::string line = first_line_with(e.console, {"Initramfs unpacking failed"});
  if (line.empty()) return std::nullopt;
  return Verdict{
      "guest-oom", kSetupFailed,
      fmt::format("the guest's files do not fit into its memory ({}); {}", line, kMoreMemory)};
}

// init is vm/init: if it exits or is not found, the image is at fault and not the kernel.
std::optional<Verdict> init_exited(const Evidence& e, const std::string& panic) {
  const std::size_t at = panic.find("exitcode=0x");
  const bool killed_init = panic.find("Attempted to kill init") != std::string::npos;
  unsigned long code = 0;
  if (killed_init && at != std::string::npos)
    code = std::strtoul(panic.c_str() + at + 9, nullptr, 16);
  constexpr unsigned long kSignalBits = 0x7F;
  // The kernel's own words for an init, or a shell or loader of it, that is not there; the loader's
  // for a library.
  const std::string why = first_line_with(
      e.console, {"Failed to execute /init", "error while loading shared libraries"});
  if (!why.empty())
    return Verdict{
        "panic", kSetupFailed,
        fmt::format("the guest's init could not start: {} (its shell is busybox, with the "
                    "libraries that ldd names)",
                    why)};
  if (killed_init && (code & kSignalBits) == 0)
    return Verdict{"panic", kSetupFailed,
                   fmt::format("the guest's init ended {}, with status {} ({})", where(e),
                               (code >> 8U) & 0xFFU, panic)};
  if (contains_any(panic, {"No working init", "Unable to mount root fs", "Requested init"}))
    return Verdict{"panic", kSetupFailed,
                   "the kernel did not take the initramfs (" + panic +
                       "); it needs CONFIG_BLK_DEV_INITRD and the options of vm/kuipc.config"};
  return std::nullopt;
}

// The kernel counts timer interrupts for some milliseconds of a loop, and a machine that is busy
// gives the emulated timer none of them. vm/boot.sh asks the kernel not to look where no count
// depends on it.
std::optional<Verdict> emulation_failed(const Evidence& e, const std::string& panic) {
  if (e.accel != "tcg" || panic.find("IO-APIC + timer doesn't work") == std::string::npos)
    return std::nullopt;
  return Verdict{"emulation-failed", kSetupFailed,
                 "QEMU's emulated timer stood still while the kernel looked at it, as it does on a "
                 "busy machine (" +
                     panic + "); run it again with less beside it"};
}

std::optional<Verdict> panicked(const Evidence& e) {
  const std::string panic = first_line_with(e.console, {"Kernel panic - not syncing"});
  if (panic.empty()) return std::nullopt;
  if (auto verdict = emulation_failed(e, panic)) return verdict;
  if (contains_any(panic, {"no killable processes", "panic_on_oom", "deadlocked on memory"}))
    return out_of_memory(e, panic);
  if (contains_any(panic, {"softlockup", "hung_task", "hung tasks", "blocked tasks", "Watchdog",
                           "RCU Stall"}))
    return Verdict{
        "hang", kKernelFailed,
        fmt::format("the kernel hung {}: {}", where(e), first_line(e.console, is_lockup))};
  const std::string oops = first_line(e.console, is_oops);
  if (!oops.empty())
    return Verdict{"oops", kKernelFailed, fmt::format("the kernel oopsed {}: {}", where(e), oops)};
  if (auto verdict = init_exited(e, panic)) return verdict;
  return Verdict{"panic", kKernelFailed,
                 fmt::format("the kernel panicked {}: {}", where(e), panic)};
}

// Kernel trouble that is on the console of a guest which did not come to its end.
std::optional<Verdict> console_trouble(const Evidence& e) {
  if (auto verdict = panicked(e)) return verdict;
  const std::string oops = first_line(e.console, is_oops);
  if (!oops.empty())
    return Verdict{"oops", kKernelFailed, fmt::format("the kernel oopsed {}: {}", where(e), oops)};
  const std::string lockup = first_line(e.console, is_lockup);
  if (!lockup.empty())
    return Verdict{"hang", kKernelFailed, fmt::format("the kernel hung {}: {}", where(e), lockup)};
  const std::string oom = first_line_with(e.console, {"Out of memory: Kill", "invoked oom-killer"});
  if (!oom.empty()) return out_of_memory(e, oom);
  return std::nullopt;
}

Verdict stood_still(const Evidence& e) {
  if (!booted(e) && e.accel == "kvm")
    return {
        "hang", kSetupFailed,
        "the guest stood still before the kernel's first word: this machine's KVM does not run it; "
        "take --accel tcg"};
  if (!booted(e))
    return {"hang", kKernelFailed, "the guest stood still before the kernel's first word"};
  return {"hang", kKernelFailed,
          fmt::format("the guest stood still {} and said nothing more", where(e))};
}

Verdict without_end(const Evidence& e) {
  if (e.timed_out == "hang") return stood_still(e);
  if (e.timed_out == "timeout" && !booted(e)) return stood_still(e);
  if (e.timed_out == "timeout")
    return {"timeout", kSetupFailed,
            fmt::format("the run was stopped {}: it took too long; give it more with --timeout S",
                        where(e))};
  if (e.qemu_signal.value_or(0) != 0)
    return {"qemu-killed", kSetupFailed,
            fmt::format("QEMU was killed by signal {} {}{}", *e.qemu_signal, where(e),
                        *e.qemu_signal == 9 ? " (is this machine out of memory?)" : "")};
  if (e.qemu_exit.value_or(0) != 0)
    return {"qemu-failed", kSetupFailed,
            fmt::format("QEMU failed with status {} {}; its own words stand above or in qemu.log",
                        *e.qemu_exit, where(e))};
  if (e.any_results)
    return {
        "partial-result", kSetupFailed,
        fmt::format("the guest ended {} and its results are cut short: no end record behind them",
                    where(e))};
  const bool powered_off = contains_any(e.console, {"reboot: Power down", "reboot: System halted"});
  if (booted(e) && !powered_off)
    return {"no-result", kKernelFailed,
            fmt::format("the guest reset itself {} without a word (a triple fault?)", where(e))};
  return {"no-result", kSetupFailed,
          fmt::format("the guest ended {} and handed out nothing", where(e))};
}

constexpr int kSignalled = 128;

// The guest came to its end, and what the program ended with is its own affair; but one that was
// killed because the memory was too small has not been tried.
Verdict program_ended(const Evidence& e) {
  const std::string oom = first_line_with(e.console, {"Out of memory: Kill"});
  if (e.end_record.value_or(0) == kSignalled + SIGKILL && !oom.empty())
    return out_of_memory(e, oom);
  return {"finished", kFine, ""};
}

// The job was the conformance tests, and not all of them passed.
std::optional<Verdict> tests_failed(const Evidence& e, int exit) {
  if (exit > kSignalled) {
    const std::string test = test_at_end(e.console);
    if (test.empty()) return std::nullopt;
    if (exit - kSignalled == SIGALRM)
      return Verdict{"partial-result", kWrongData,
                     fmt::format("the test {} hung until its time was over; those behind it did "
                                 "not run",
                                 test)};
    return Verdict{"partial-result", kWrongData,
                   fmt::format("the test {} was killed by signal {}; those behind it did not run",
                               test, exit - kSignalled)};
  }
  std::vector<std::string> failed = failed_tests(e.console);
  if (failed.empty()) return std::nullopt;
  constexpr std::size_t kNamed = 5;
  const std::string more =
      failed.size() > kNamed ? fmt::format(" and {} more", failed.size() - kNamed) : "";
  const std::string count = quantity(failed.size(), "test");
  failed.resize(std::min(failed.size(), kNamed));
  return Verdict{"finished", kWrongData,
                 fmt::format("{} failed: {}{}", count, joined(failed), more)};
}

// The guest came to its end; did the harness?
Verdict with_end(const Evidence& e) {
  const int exit = e.end_record.value_or(e.job_exit.value_or(0));
  const std::string oom = first_line_with(e.console, {"Out of memory: Kill", "invoked oom-killer"});
  if (exit != 0 && !oom.empty()) return out_of_memory(e, oom);
  if (exit != 0)
    if (auto verdict = tests_failed(e, exit)) return *verdict;
  if (exit > kSignalled)
    return {e.any_results ? "partial-result" : "no-result", kSetupFailed,
            fmt::format("the harness was killed by signal {} {}", exit - kSignalled, where(e))};
  if (exit == kUnreadable)
    return {"no-result", kUnreadable, "the harness refused its arguments: see its words above"};
  if (!e.harness_finished)
    return {e.any_results ? "partial-result" : "no-result",
            exit == kWrongData ? kWrongData : kSetupFailed,
            fmt::format("the harness ended with status {} {}, before it was done", exit, where(e))};
  if (exit == kWrongData)
    return {"finished", kWrongData, "the harness says that data was wrong or nothing was measured"};
  if (exit != 0)
    return {"partial-result", kSetupFailed, fmt::format("the harness ended with status {}", exit)};
  return {"finished", kFine, ""};
}

}  // namespace

Verdict judge(const Evidence& e) {
  constexpr int kCtrlC = 2;
  if (e.timed_out == "interrupted" || e.qemu_signal == kCtrlC)
    return {"interrupted", kInterrupted, "interrupted " + (e.on_host ? "" : where(e))};
  if (e.on_host) return with_end(e);
  if (auto verdict = files_missing(e)) return *verdict;
  if (!e.end_record.has_value()) {
    if (auto verdict = console_trouble(e)) return *verdict;
    return without_end(e);
  }
  if (!e.splats.has_value())
    return {
        "partial-result", kKernelFailed,
        "nobody scanned the kernel log for trouble (no splats.txt came out), so it is not clean"};
  if (!e.splats->empty()) {
    const std::string lockup = first_line(*e.splats, is_lockup);
    return {lockup.empty() ? "oops" : "hang", kKernelFailed,
            "the kernel log tells of trouble (splats.txt, dmesg.txt): " +
                first_line(*e.splats, [](std::string_view line) { return !line.empty(); })};
  }
  return e.program ? program_ended(e) : with_end(e);
}

}  // namespace kuipc::report
