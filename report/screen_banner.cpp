// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "screen.h"
#include "text.h"

namespace kuipc::report {

namespace {

struct Words {
  const char* title;
  Tone tone;
  const char* why;  // where the result itself does not say
  const char* good;
  const char* blind;
};

constexpr Words kCounted = {"Clock: COUNTED instructions, not time.", Tone::kStrong,
                            "QEMU emulates the test kernel's CPU and counts each instruction.",
                            "comparing code paths; catching regressions (repeats exactly).",
                            "caches, stalls, other CPUs, how fast copies really are."};

constexpr Words kWall = {"Clock: WALL, nanoseconds.", Tone::kStrong,
                         "a real clock was there to read.",
                         "choosing a transport; tails, copies and rates as this machine has them.",
                         "other machines; code paths that differ by less than the noise."};

constexpr Words kEmulatedWall = {
    "Clock: WALL UNDER EMULATION: the emulator's time, not a machine's.", Tone::kBad,
    "it was asked for by name.", "trying out the harness. Quote no number of this run.",
    "what any real machine would need; even the order of the rows may be wrong."};

constexpr Words kUnknown = {"Clock: not known: the run ended before it said.", Tone::kBad, "", "",
                            ""};

const Words& words_for(const Machine& machine) {
  if (machine.clock == Clock::kUnknown) return kUnknown;
  if (machine.clock == Clock::kCounted) return kCounted;
  return machine.timed_an_emulator() ? kEmulatedWall : kWall;
}

// "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)" and "7.2.22 (Debian ...)" -> "QEMU 7.2.22"
std::string emulator(std::string text) {
  constexpr std::string_view kOwnWords = "QEMU emulator version ";
  if (text.starts_with(kOwnWords)) text.erase(0, kOwnWords.size());
  return "QEMU " + text.substr(0, text.find(' '));
}

// "kernel 6.1.0-56-cloud-amd64, QEMU 7.2.22, tcg, qemu64, 1 CPU"
std::string setting(const Result& result) {
  const Machine& m = result.machine;
  std::vector<std::string> parts;
  if (!result.subject.kernel.release.empty())
    parts.push_back("kernel " + result.subject.kernel.release);
  if (!m.qemu.empty()) parts.push_back(emulator(m.qemu));
  if (!m.qemu.empty() && !m.accel.empty()) parts.push_back(m.accel);
  if (!m.cpu_model.empty()) parts.push_back(m.cpu_model);
  if (m.cpus) parts.push_back(quantity(*m.cpus, "CPU"));
  return printable(joined(parts));
}

std::string labelled(const char* label, std::string_view text, Style style) {
  return text.empty() ? "" : paragraph(label, text, style.width);
}

}  // namespace

std::string banner(const Result& result, Style style) {
  const Words& words = words_for(result.machine);
  std::string reason = printable(result.machine.accel_reason);
  if (!reason.empty() && !reason.ends_with('.')) reason += '.';
  std::string out = heading(words.title, words.tone, style);
  out += labelled("  Why: ", reason.empty() ? words.why : reason, style);
  out += labelled("  Good for: ", words.good, style);
  out += labelled("  Blind to: ", words.blind, style);
  out += labelled("  On: ", setting(result), style);
  if (result.run.ended != "finished") {
    const std::string what = printable(result.run.ended + ": " + result.run.detail);
    out += toned(paragraph("This run did not finish: ", what, style.width), Tone::kBad, style);
  }
  for (const std::string& warning : result.run.warnings)
    out += toned(paragraph("Warning: ", printable(warning), style.width), Tone::kCaution, style);
  return out;
}

}  // namespace kuipc::report
