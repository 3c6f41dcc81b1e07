// SPDX-License-Identifier: Apache-2.0
// kuipc history: add runs, list them in the subject's order, show where a line bent.
#include "history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "failure.h"
#include "files.h"
#include "grid.h"
#include "history_order.h"
#include "runs.h"
#include "steps.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

// Only what came to its end is history; a run that died says nothing of what it did not reach.
void check_fit(const Result& result, const std::string& name) {
  if (result.run.ended != "finished")
    throw Failure(kUnreadable, fmt::format("{}: did not finish ({}), so it is no part of a history",
                                           printable(name), printable(result.run.ended)));
  if (result.machine.clock == Clock::kUnknown || medians_of(result).empty())
    throw Failure(kUnreadable, printable(name) + ": has no number to keep");
}

std::string kernel_of(const HistoryRun& run) {
  const Kernel& kernel = run.subject.kernel;
  return printable(kernel.release) + (kernel.commit.empty() ? "" : " " + short_hash(kernel.commit));
}

// The place of a run on the axis, as a step names it.
std::string place_of(const HistoryRun& run, Axis axis) {
  if (axis == Axis::kKernel) return kernel_of(run);
  if (axis == Axis::kKuipc) return "kuipc " + short_hash(run.subject.kuipc.commit);
  return fmt::format("{}, kuipc {}", kernel_of(run), short_hash(run.subject.kuipc.commit));
}

const char* name_of(Axis axis) {
  return axis == Axis::kKernel  ? "the kernel's releases"
         : axis == Axis::kKuipc ? "kuipc's commits"
                                : "the time of the runs";
}

Axis axis_of(const std::string& name) {
  return name == "kernel"  ? Axis::kKernel
         : name == "kuipc" ? Axis::kKuipc
         : name == "time"  ? Axis::kTime
                           : Axis::kAuto;
}

std::string machine_title(const Ordered& ordered) {
  const HistoryRun& first = ordered.runs.front();
  std::string title =
      fmt::format("Machine {} ({}), {} in the order of {}", first.machine, name_of(first.clock),
                  quantity(ordered.runs.size(), "run"), name_of(ordered.axis));
  if (ordered.unplaced > 0)
    title += fmt::format("; {} are of commits that the repository does not know and stand first",
                         ordered.unplaced);
  return title;
}

void add_line(Grid& grid, const Step& step, const HistorySeries& series, Axis axis) {
  const bool worse = (step.to > step.from) == (series.better == "lower");
  const std::string share =
      step.from == 0 ? "" : fmt::format("{:+.2f} %", (step.to / step.from - 1) * 100);
  std::string where = place_of(*step.before, axis) + " → " + place_of(*step.after, axis);
  if (step.accepted != nullptr) where += ": accepted, " + printable(step.accepted->reason);
  const Tone tone = step.accepted != nullptr ? Tone::kFaint : worse ? Tone::kBad : Tone::kGood;
  grid.add({grouped(step.from), "→", grouped(step.to), share, where}, tone);
}

// One series: its steps, or that it has none.
std::size_t show_series(const HistorySeries& series, const Ordered& ordered,
                        const std::vector<Point>& points, const Policy& policy,
                        const HistoryOptions& options) {
  const Limits limits = policy.limits(series.row);
  const bool wall = ordered.runs.front().clock == Clock::kWall;
  auto steps = wall ? wall_steps(points, limits) : counted_steps(points, limits, series.unit);
  if (steps.empty() && options.name.empty()) return 0;
  const Style style = style_of_stdout();
  fmt::print("{} {}, {}: {} at first, {} now, {}, {}\n",
             toned(printable(series.row), Tone::kStrong, style), printable(series.metric),
             unit_text(series.unit), grouped(points.front().median), grouped(points.back().median),
             quantity(points.size(), "run"), quantity(steps.size(), "step"));
  Grid grid({Align::kRight, Align::kWhole, Align::kWhole, Align::kRight, Align::kLeft},
            Title::kLast);
  for (Step& step : steps) {
    step.accepted = step_between(policy, series.row, step.before->subject, step.after->subject,
                                 options.repository);
    add_line(grid, step, series, ordered.axis);
  }
  fmt::print("{}", grid.text(style));
  return 1;
}

}  // namespace

std::filesystem::path store_of(const HistoryOptions& options) {
  return options.store.empty() ? default_history() : std::filesystem::path(options.store);
}

void report_problems(const History& history) {
  for (const std::string& problem : history.problems())
    fmt::print(stderr, "kuipc: left out: {}\n", problem);
}

std::map<std::string, std::vector<HistoryRun>> runs_by_machine(const History& history) {
  std::map<std::string, std::vector<HistoryRun>> machines;
  for (HistoryRun& run : history.runs()) machines[run.machine].push_back(std::move(run));
  return machines;
}

int history_add(const HistoryOptions& options) {
  History history(store_of(options), History::Open::kCreate);
  report_problems(history);
  int status = kFine;
  std::size_t added = 0;
  std::size_t known = 0;
  for (const std::string& reference : options.results) {
    try {
      const Result result = read_result(find_result(reference, options.runs));
      check_fit(result, reference);
      ++(history.add(result) ? added : known);
    } catch (const Failure& failure) {
      if (failure.status() != kUnreadable) throw;
      fmt::print(stderr, "kuipc: {}\n", failure.what());
      status = failure.status();
    }
  }
  history.commit();
  fmt::print("{} added, {} there already: {}\n", added, known,
             printable(store_of(options).string()));
  return status;
}

int history_list(const HistoryOptions& options) {
  const History history(store_of(options), History::Open::kExisting);
  report_problems(history);
  for (auto& [machine, runs] : runs_by_machine(history)) {
    const Ordered ordered = in_order(std::move(runs), axis_of(options.axis), options.repository);
    fmt::print("{}", heading(machine_title(ordered), Tone::kPlain, style_of_stdout()));
    Grid grid({Align::kWhole, Align::kWhole, Align::kWhole});
    for (const HistoryRun& run : ordered.runs)
      grid.add(
          {printable(run.run), kernel_of(run), "kuipc " + short_hash(run.subject.kuipc.commit)});
    fmt::print("{}", grid.text(style_of_stdout()));
  }
  return kFine;
}

int history_show(const HistoryOptions& options) {
  const History history(store_of(options), History::Open::kExisting);
  report_problems(history);
  const Policy policy = options.thresholds.empty() ? Policy{} : read_policy(options.thresholds);
  std::size_t matched = 0;
  std::size_t shown = 0;
  for (auto& [machine, runs] : runs_by_machine(history)) {
    const Ordered ordered = in_order(std::move(runs), axis_of(options.axis), options.repository);
    const auto all = history.series(machine, options.name);
    matched += all.size();
    if (!all.empty())
      fmt::print("{}\n", heading(machine_title(ordered), Tone::kPlain, style_of_stdout()));
    for (const HistorySeries& series : all)
      shown +=
          show_series(series, ordered, points_on(ordered, history.points(series)), policy, options);
  }
  if (matched == 0)
    throw Failure(kUnreadable, fmt::format("no series of this history has \"{}\" in its name",
                                           printable(options.name)));
  if (shown == 0) fmt::print("{} series, and none has a step\n", matched);
  return kFine;
}

}  // namespace kuipc::report
