// SPDX-License-Identifier: Apache-2.0
// The command lines of the verbs that decide something from results.
#include "command_line_parts.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

constexpr const char* kSides =
    "BASE and HEAD are each a run folder, a result file, @0 (the last run), @1 (the one before), "
    "a\n"
    "folder of run folders, or several of these with commas between: repetitions of one subject.\n";

constexpr const char* kVerdicts =
    "Verdicts:\n"
    "  regression        worse by more than the row may move by\n"
    "  improvement       better by more than that\n"
    "  accepted          moved as a step in the thresholds file says that it may\n"
    "  unchanged         less than that; in nanoseconds: shown to be less\n"
    "  inconclusive      nanoseconds: too few repetitions or too much noise to say either\n"
    "  nondeterministic  counted: runs of one side differ by more than the row may move by\n"
    "  missing           a number in the base, none in the head; the reason stands beside it\n"
    "  new               a number in the head, none in the base\n"
    "  not comparable    another machine (the fields are named) or another unit\n"
    "  error             the head's data was wrong\n";

void add_comparison(CLI::App& verb, CompareOptions& options) {
  verb.add_option("BASE", options.base, "what it was before")->required();
  verb.add_option("HEAD", options.head, "what it is now")->required();
  verb.add_option("--subject", options.subject,
                  "which of the two is under test, where both differ: kernel, kuipc, both")
      ->check(CLI::IsMember({"kernel", "kuipc", "both"}));
  verb.add_option("--name", options.name, "only rows whose name holds this, as echo/netlink");
  verb.add_option("--metric", options.metric,
                  "judge this metric (emit, throughput ...) instead of each row's primary one");
  add_place(verb, "--thresholds", options.thresholds,
            "limits and accepted steps; results/README.md tells its fields");
  add_place(verb, "--repository", options.repository,
            "the clone in which accepted steps' commits are looked up");
  add_runs(verb, options.runs);
}

void add_compare(CLI::App& app, int& status) {
  CLI::App& verb = *app.add_subcommand(
      "compare",
      "Did it change? What differs between two results, then each row that moved by more\n"
      "than it may, furthest first.");
  const auto options = bind(verb, status, compare);
  add_comparison(verb, *options);
  verb.add_flag("--all", options->all, "unchanged rows too");
  verb.footer(
      std::string(kSides) +
      "\nCounted numbers repeat exactly: a row may move by a floor (instructions and percent), by\n"
      "what something irrelevant moved it by (its sensitivity, from run --perturb), or by what "
      "its\n"
      "history did, whichever is largest. Nanoseconds need 9 repetitions on each side, a rank "
      "test\n"
      "(Mann-Whitney, false discoveries limited over all rows) and a least effect.\n\n" +
      kVerdicts +
      "\nExit status: 0 compared, whatever came out (kuipc gate fails on a regression); 2 wrong\n"
      "usage or unreadable input; 3 not comparable.\n"
      "Example: ./run_bench.sh compare @1 @0\n");
}

}  // namespace

void add_deciding_verbs(CLI::App& app, int& status) {
  add_compare(app, status);
}

}  // namespace kuipc::report
