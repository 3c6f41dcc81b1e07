// SPDX-License-Identifier: Apache-2.0
// The files that gate leaves for a CI system.
#include <fmt/format.h>

#include <algorithm>

#include "gate.h"
#include "junit.h"
#include "text.h"

namespace kuipc::report {

namespace {

// A comment on a pull request holds 65,536 characters and a reader fewer.
constexpr std::size_t kWorstShown = 20;
constexpr std::size_t kDifferencesShown = 12;

// Inside a table a bar ends the cell even within a code span, and a back quote ends the span.
std::string code(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '|') out += '\\';
    out += c == '`' ? '\'' : c;
  }
  return "`" + out + "`";
}

bool is_shown(const Change& one) {
  return one.outcome != Outcome::kUnchanged && one.outcome != Outcome::kNew;
}

// What fails first, then the furthest beyond its threshold.
std::vector<const Change*> worst_of(const Comparison& comparison, bool strict) {
  std::vector<const Change*> rows;
  for (const Change& one : comparison.changes)
    if (is_shown(one)) rows.push_back(&one);
  std::stable_sort(rows.begin(), rows.end(), [&](const Change* a, const Change* b) {
    return (status_of(a->outcome, strict) != kFine) > (status_of(b->outcome, strict) != kFine);
  });
  return rows;
}

std::string markdown_rows(const Comparison& comparison, bool strict) {
  const auto rows = worst_of(comparison, strict);
  if (rows.empty()) return {};
  std::string out =
      "\n| verdict | row | base | head | change | moved |\n|---|---|---:|---:|---:|---:|\n";
  for (std::size_t i = 0; i < std::min(rows.size(), kWorstShown); ++i) {
    const Change& one = *rows[i];
    const std::string note = one.note.empty() ? "" : ": " + markdown(one.note);
    out += fmt::format("| {} | {}{} | {} | {} | {} | {} |\n", name_of(one.outcome), code(one.row),
                       note, value_text(one, one.base), value_text(one, one.head),
                       percent_text(one), one.base && one.head ? beyond_text(one) : "–");
  }
  if (rows.size() > kWorstShown)
    out += fmt::format("\nNot shown: {} more.\n", quantity(rows.size() - kWorstShown, "row"));
  return out;
}

std::string markdown_differences(const std::vector<Difference>& differences) {
  std::string out;
  std::size_t shown = 0;
  for (const Difference& one : differences) {
    if (!one.matters || shown++ >= kDifferencesShown) continue;
    out += fmt::format("- {} {}: {} → {}\n", one.part, one.field, code(one.base.substr(0, 80)),
                       code(one.head.substr(0, 80)));
  }
  if (shown > kDifferencesShown) out += fmt::format("- and {} more\n", shown - kDifferencesShown);
  return out.empty() ? "- nothing\n" : out;
}

JunitCase::End junit_end(Outcome outcome, bool strict) {
  switch (outcome) {
    case Outcome::kRegression:
    case Outcome::kMissing:
      return JunitCase::End::kFailed;
    case Outcome::kError:
    case Outcome::kNotComparable:
      return JunitCase::End::kError;
    case Outcome::kNondeterministic:
    case Outcome::kInconclusive:
      return strict ? JunitCase::End::kFailed : JunitCase::End::kSkipped;
    default:
      return JunitCase::End::kPassed;
  }
}

std::string sentence(const Change& one) {
  std::string text;
  if (one.base && one.head)
    text = fmt::format("{} -> {} {} ({}), may move by {:.6g}", grouped(*one.base),
                       grouped(*one.head), one.unit, percent_text(one), one.threshold.value);
  if (!one.note.empty()) text += (text.empty() ? "" : "; ") + one.note;
  return text;
}

JunitSuite suite_of(const Compared& compared, const std::string& name, bool strict) {
  const Result& head = compared.head.results.front();
  JunitSuite suite{name, head.run.started, {}, {}};
  suite.properties = {{"base", compared.base.results.front().run.id},
                      {"head", head.run.id},
                      {"kernel", head.subject.kernel.release},
                      {"kuipc", head.subject.kuipc.commit},
                      {"machine", head.machine.fingerprint}};
  // A case's history is kept by its class name and name: the machine stands there, too.
  const std::string group =
      name + "." + machine_label(head.machine.clock, head.machine.fingerprint) + ".";
  for (const Change& one : compared.comparison.changes)
    suite.cases.push_back({one.row, group + one.row.substr(0, one.row.find('/')),
                           junit_end(one.outcome, strict), name_of(one.outcome), sentence(one),
                           sentence(one)});
  return suite;
}

std::string list_of(const Comparison& comparison, const char* against) {
  std::string out;
  for (const Change& one : comparison.changes) {
    const auto number = [](const std::optional<double>& value) {
      return value ? fmt::format("{}", *value) : std::string();
    };
    const bool both = one.base && one.head;
    out +=
        fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", against, name_of(one.outcome),
                    printable(one.row), printable(one.metric), number(one.base), number(one.head),
                    printable(one.unit), both ? fmt::format("{:.4f}", one.share() * 100) : "",
                    both ? fmt::format("{:.6g}", one.threshold.value) : "");
  }
  return out;
}

}  // namespace

std::string markdown_comparison(const Compared& compared, const char* title, bool strict) {
  const Comparison& c = compared.comparison;
  std::string out = fmt::format("\n**{}**:", title);
  const std::string counts = counts_text(c);
  for (const std::string_view line : lines_of(counts)) out += fmt::format(" {}\n", markdown(line));
  if (!c.machine.empty())
    out +=
        "\nThe machines differ, so nothing can be compared:\n\n" + markdown_differences(c.machine);
  out += "\nWhat differs:\n\n" + markdown_differences(c.subject);
  return out + markdown_rows(c, strict);
}

std::string markdown_summary(const Gated& gated) {
  std::string out = fmt::format("### kuipc: {}\n", markdown(verdict_line(gated)));
  out += markdown_comparison(gated.now, "Against the base", gated.strict);
  if (gated.reference)
    out += markdown_comparison(*gated.reference, "Against the reference", gated.strict);
  if (gated.now.head.machine().clock == Clock::kCounted)
    out += "\nNumbers are instructions, counted, not time.\n";
  const bool harmless = gated.link.find_first_of("<>\n") == std::string::npos;
  if (!gated.link.empty() && harmless)
    out += fmt::format("\n[The whole report](<{}>)\n", printable(gated.link));
  return out;
}

std::string junit_report(const Gated& gated) {
  std::vector<JunitSuite> suites = {suite_of(gated.now, "kuipc", gated.strict)};
  if (gated.reference) {
    JunitSuite creep = suite_of(*gated.reference, "kuipc-reference", gated.strict);
    // What a pinned reference lacks or has beyond the head fails nothing.
    for (JunitCase& one : creep.cases)
      if (one.type == "missing" || one.type == "error") one.end = JunitCase::End::kSkipped;
    suites.push_back(std::move(creep));
  }
  return junit_xml(suites);
}

std::string plain_list(const Gated& gated) {
  std::string out = "against\tverdict\trow\tmetric\tbase\thead\tunit\tpercent\tthreshold\n";
  out += list_of(gated.now.comparison, "base");
  if (gated.reference) out += list_of(gated.reference->comparison, "reference");
  return out;
}

}  // namespace kuipc::report
