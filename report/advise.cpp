// SPDX-License-Identifier: Apache-2.0
// kuipc advise: which transport, for somebody who designs an interface.
#include <fmt/format.h>

#include <cstdio>

#include "advice.h"
#include "failure.h"
#include "files.h"
#include "grid.h"
#include "runs.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

std::string question(const Need& need) {
  const char* what = need.direction == "u2k"   ? "messages from user to kernel"
                     : need.direction == "k2u" ? "messages from kernel to user"
                                               : "round trips between user and kernel";
  std::string text = fmt::format("{} of {}", what, size_text(need.size));
  if (!need.context.empty()) text += fmt::format(", started by the kernel in {}", need.context);
  if (need.workload() == "pull") text += ", on the user's asking";
  if (!need.wake.empty()) text += fmt::format(", a reader that waits by {}", need.wake);
  if (need.loss == "none") text += ", without loss";
  if (need.rate) text += fmt::format(", {} a second", grouped(*need.rate));
  return text + (need.privilege == "user" ? ", by a process without privileges" : "");
}

// Where nothing can, that may be what the result lacks.
const char* nobody(const Advice& advice) {
  return advice.unknown.empty() ? "No transport of this result can do that."
                                : "Of no transport does this result say that it can do that.";
}

std::string unit_of(const Advice& advice) {
  return advice.able.empty() ? "" : unit_text(advice.able.front().row->cost()->unit);
}

std::string crossover_text(const Advice& advice) {
  if (advice.crossovers.size() < 2) return {};
  std::vector<std::string> parts = {
      fmt::format("below {} {}", size_text(advice.crossovers[1].from), advice.crossovers[0].label)};
  for (std::size_t i = 1; i < advice.crossovers.size(); ++i)
    parts.push_back(fmt::format("from {} {}", size_text(advice.crossovers[i].from),
                                advice.crossovers[i].label));
  return "Cheapest by size: " + printable(joined(parts)) + ".";
}

std::string screen(const Result& result, const Need& need, const Advice& advice, Style style) {
  const std::string asked = question(need);
  std::string out =
      paragraph("Asked for: ", asked, style.width) +
      paragraph(
          "From: ",
          printable(fmt::format("{}, kernel {}", result.run.id, result.subject.kernel.release)),
          style.width) +
      "\n";
  if (advice.able.empty()) out += fmt::format("{}\n", nobody(advice));
  Grid able({Align::kWhole, Align::kRight, Align::kWhole, Align::kLeft});
  if (!advice.able.empty()) able.add_header({"can", unit_of(advice), "evidence", ""});
  for (const Candidate& one : advice.able)
    able.add({printable(one.label), grouped(one.cost), printable(one.row->name),
              printable(joined(one.remarks, "; "))});
  out += able.text(style);
  if (const std::string text = crossover_text(advice); !text.empty())
    out += paragraph("", text, style.width);
  Grid rest({Align::kWhole, Align::kWhole, Align::kLeft});
  for (const Left& one : advice.unable)
    rest.add({"cannot", printable(one.label), printable(one.reason)}, Tone::kCaution);
  for (const Left& one : advice.unknown)
    rest.add({"cannot say", printable(one.label), printable(one.reason)}, Tone::kFaint);
  out += "\n" + rest.text(style);
  for (const std::string& one : advice.cannot_say)
    out += paragraph("Cannot say: ", one + ".", style.width);
  return out;
}

std::string page(const Result& result, const Need& need, const Advice& advice) {
  std::string out = fmt::format(
      "## Which transport for {}\n\nMeasured by kuipc on kernel {} ({}), run {}, machine {}.\n",
      question(need), markdown(result.subject.kernel.release),
      result.machine.clock == Clock::kCounted ? "counted: instructions, not time" : "nanoseconds",
      markdown(result.run.id), markdown(result.machine.fingerprint));
  if (!advice.able.empty())
    out += fmt::format("\n| can | {} | evidence | |\n|---|---:|---|---|\n", unit_of(advice));
  else
    out += fmt::format("\n{}\n", nobody(advice));
  for (const Candidate& one : advice.able)
    out += fmt::format("| {} | {} | {} | {} |\n", markdown(one.label), grouped(one.cost),
                       markdown(one.row->name), markdown(joined(one.remarks, "; ")));
  if (const std::string text = crossover_text(advice); !text.empty())
    out += "\n" + markdown(text) + "\n";
  if (!advice.unable.empty()) out += "\nCannot:\n\n";
  for (const Left& one : advice.unable)
    out += fmt::format("- {}: {}\n", markdown(one.label), markdown(one.reason));
  if (!advice.unknown.empty() || !advice.cannot_say.empty()) out += "\nThe result cannot say:\n\n";
  for (const Left& one : advice.unknown)
    out += fmt::format("- {}: {}\n", markdown(one.label), markdown(one.reason));
  for (const std::string& one : advice.cannot_say) out += fmt::format("- {}\n", markdown(one));
  return out;
}

}  // namespace

int advise(const AdviseOptions& options) {
  Need need = options.need;
  settle(need);
  const Result result = read_result(find_result(options.result, options.runs));
  const Advice advice = advise_on(result, need);
  fmt::print("{}", screen(result, need, advice, style_of_stdout()));
  if (!options.markdown.empty()) write_atomically(options.markdown, page(result, need, advice));
  return kFine;
}

}  // namespace kuipc::report
