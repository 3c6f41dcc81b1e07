// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "compare.h"
#include "text.h"

namespace kuipc::report {

namespace {

bool is_wall(const Compared& compared) {
  return compared.head.machine().clock == Clock::kWall;
}

std::set<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

// Of a command line the words that the other one does not have.
std::string own_words(const std::string& text, const std::string& other) {
  const auto theirs = words_of(other);
  std::vector<std::string> own;
  for (const std::string& word : words_of(text))
    if (!theirs.contains(word)) own.push_back(word);
  return joined(own, " ");
}

std::string side_line(const Side& side) {
  std::vector<std::string> ids;
  for (const Result& result : side.results) ids.push_back(printable(result.run.id));
  constexpr std::size_t kNamed = 3;
  const std::string more =
      ids.size() > kNamed ? fmt::format(" and {} more", ids.size() - kNamed) : "";
  ids.resize(std::min(ids.size(), kNamed));
  return joined(ids) + more;
}

std::string what_is_the_same(const std::vector<Difference>& differences, const Subject& subject) {
  std::vector<std::string> same;
  if (!differs(differences, "kernel"))
    same.push_back("kernel " + printable(subject.kernel.release) + " and its command line");
  if (!differs(differences, "kuipc")) same.push_back("kuipc " + short_hash(subject.kuipc.commit));
  return joined(same, "; ");
}

void add_differences(Grid& grid, const std::vector<Difference>& differences) {
  for (const Difference& one : differences)
    grid.add({one.part + " " + one.field, of_one_side(one, one.base, one.head), "→",
              of_one_side(one, one.head, one.base)},
             one.matters ? Tone::kPlain : Tone::kFaint);
}

Tone tone_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kError:
    case Outcome::kRegression:
    case Outcome::kMissing:
      return Tone::kBad;
    case Outcome::kNotComparable:
    case Outcome::kNondeterministic:
    case Outcome::kInconclusive:
      return Tone::kCaution;
    case Outcome::kImprovement:
      return Tone::kGood;
    default:
      return Tone::kPlain;
  }
}

std::string threshold_text(const Change& change) {
  if (change.threshold.value <= 0) return kNothing;
  return fmt::format("{} ({})", grouped(change.threshold.value), change.threshold.source);
}

// The rows that have two numbers, as columns; a name is never cut, so it stands last.
std::string number_table(const std::vector<const Change*>& changes, bool wall, Style style) {
  if (changes.empty()) return {};
  std::vector<Align> align(wall ? 9 : 8, Align::kRight);
  align.front() = Align::kWhole;
  align.back() = Align::kLeft;
  Grid grid(align, Title::kLast);
  std::vector<std::string> header = {"verdict", "base", "head", "change", "%"};
  if (wall) header.emplace_back("interval");
  header.insert(header.end(), {"may move by", "moved", "row"});
  grid.add_header(std::move(header));
  for (const Change* one : changes) {
    std::vector<std::string> cells = {name_of(one->outcome), value_text(*one, one->base),
                                      value_text(*one, one->head), difference_text(*one),
                                      percent_text(*one)};
    if (wall) cells.push_back(interval_text(*one));
    cells.push_back(threshold_text(*one));
    cells.push_back(beyond_text(*one));
    cells.push_back(printable(one->row) + (one->note.empty() ? "" : ": " + printable(one->note)));
    grid.add(std::move(cells), tone_of(one->outcome));
  }
  return grid.text(style);
}

std::string note_table(const std::vector<const Change*>& changes, bool all, Style style) {
  constexpr std::size_t kOfOneKind = 10;
  std::map<Outcome, std::size_t> seen;
  Grid grid({Align::kWhole, Align::kLeft});
  for (const Change* one : changes)
    if (++seen[one->outcome] <= kOfOneKind || all)
      grid.add({name_of(one->outcome),
                printable(one->row) + (one->note.empty() ? "" : ": " + printable(one->note))},
               tone_of(one->outcome));
  for (const auto& [outcome, rows] : seen)
    if (rows > kOfOneKind && !all)
      grid.add({name_of(outcome), fmt::format("and {} more (--all)", rows - kOfOneKind)},
               Tone::kFaint);
  return grid.text(style);
}

}  // namespace

// A hash is recognised by its beginning.
std::string of_one_side(const Difference& one, const std::string& value, const std::string& other) {
  constexpr std::size_t kShownText = 44;
  const bool hash = one.field == "commit" || one.field.ends_with("sha256");
  const std::string text = one.field == "cmdline" ? own_words(value, other) : value;
  if (text.empty()) return kNothing;
  return hash ? short_hash(text) : clipped(printable(text), kShownText);
}

std::string value_text(const Change& change, const std::optional<double>& value) {
  return value ? grouped(*value) +
                     (change.unit == "insn" || change.unit == "ns" ? "" : " " + change.unit)
               : kNothing;
}

std::string difference_text(const Change& change) {
  if (!change.base || !change.head) return kNothing;
  const double moved = change.difference();
  return (moved > 0 ? "+" : "") + grouped(moved);
}

std::string percent_text(const Change& change) {
  if (!change.base || !change.head || *change.base == 0) return kNothing;
  return fmt::format("{:+.2f} %", change.share() * 100);
}

std::string interval_text(const Change& change) {
  if (!change.interval) return kNothing;
  return fmt::format("{:+.1f} … {:+.1f} %", (change.interval->low - 1) * 100,
                     (change.interval->high - 1) * 100);
}

std::string beyond_text(const Change& change) {
  if (change.threshold.value <= 0) return kNothing;
  return grouped(change.beyond()) + " ×";
}

std::string subject_text(const Compared& compared, Style style) {
  const Comparison& c = compared.comparison;
  std::string out =
      fmt::format("Base: {}\nHead: {}\n", side_line(compared.base), side_line(compared.head));
  if (!c.machine.empty()) {
    out += toned("Not comparable: the machines differ, so no difference below is the subject's.",
                 Tone::kBad, style) +
           "\n";
    Grid grid({Align::kWhole, Align::kWhole, Align::kLeft, Align::kWhole});
    add_differences(grid, c.machine);
    out += grid.text(style);
  }
  if (c.subject.empty())
    return out + "Under test: nothing differs, the two are the same subject.\n";
  out += toned("What differs:", Tone::kStrong, style) + "\n";
  Grid grid({Align::kWhole, Align::kWhole, Align::kLeft, Align::kWhole});
  add_differences(grid, c.subject);
  out += grid.text(style);
  const std::string same = what_is_the_same(c.subject, compared.head.subject());
  return out + (same.empty() ? "" : "The same: " + same + "\n");
}

std::string counts_text(const Comparison& comparison) {
  std::vector<std::string> words;
  for (const Outcome outcome :
       {Outcome::kError, Outcome::kRegression, Outcome::kMissing, Outcome::kNotComparable,
        Outcome::kNondeterministic, Outcome::kInconclusive, Outcome::kImprovement,
        Outcome::kAccepted, Outcome::kNew, Outcome::kUnchanged}) {
    const std::size_t n = comparison.count(outcome);
    const bool plural = n > 1 && (outcome == Outcome::kRegression || outcome == Outcome::kError ||
                                  outcome == Outcome::kImprovement);
    if (n > 0) words.push_back(fmt::format("{} {}{}", n, name_of(outcome), plural ? "s" : ""));
  }
  std::string out = joined(words);
  if (comparison.skipped_in_both > 0)
    out += fmt::format("{}{} without a number on either side", out.empty() ? "" : ", ",
                       comparison.skipped_in_both);
  out += "\n";
  for (const std::string& remark : comparison.remarks) out += "Mind: " + printable(remark) + "\n";
  return out;
}

std::string change_table(const Compared& compared, bool all, Style style) {
  std::vector<const Change*> numbers;
  std::vector<const Change*> notes;
  for (const Change& one : compared.comparison.changes) {
    const bool elsewhere =
        one.outcome == Outcome::kNotComparable && !compared.comparison.machine.empty();
    if ((one.outcome == Outcome::kUnchanged || elsewhere) && !all) continue;
    const bool both = one.base && one.head && one.outcome != Outcome::kNotComparable;
    (both ? numbers : notes).push_back(&one);
  }
  std::stable_sort(notes.begin(), notes.end(),
                   [](const Change* a, const Change* b) { return a->outcome < b->outcome; });
  return number_table(numbers, is_wall(compared), style) + note_table(notes, all, style);
}

std::string legend_text(const Compared& compared, Style style) {
  const auto& changes = compared.comparison.changes;
  const bool any = std::any_of(changes.begin(), changes.end(),
                               [](const Change& one) { return one.base && one.head; });
  if (!any || !compared.comparison.machine.empty()) return {};
  const char* counted =
      "instructions, median. A row may move by the largest of three limits: the floors; its "
      "sensitivity, which is what something irrelevant moved it by (--perturb); its history's own "
      "changes. Which one stands beside it. Under \"moved\": how many times that far it moved.";
  const char* wall =
      "nanoseconds, median of all repetitions. A change counts if the rank test (Mann-Whitney) "
      "says "
      "so, of whose changes over all rows at most 1 in 20 is chance, and if it is larger than the "
      "row may move by. Unchanged: the whole interval lies within what the row may move by.";
  return paragraph("Numbers: ", is_wall(compared) ? wall : counted, style.width);
}

}  // namespace kuipc::report
