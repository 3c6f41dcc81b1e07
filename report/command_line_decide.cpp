// SPDX-License-Identifier: Apache-2.0
// The command lines of the verbs that decide something from results.
#include "command_line_parts.h"
#include "number_words.h"
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
    "  accepted          moved, and an accepted step of the thresholds file allows it\n"
    "  unchanged         moved by less; in nanoseconds: shown to have moved by less\n"
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
  add_place(verb, "--history", options.history,
            "a history (see the verb history): a counted row may move by what its past did, Q3 + "
            "3 IQR");
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
      "what something irrelevant moved it by (its sensitivity, from --perturb), or by what "
      "its\n"
      "history did, whichever is largest. Nanoseconds need 9 repetitions on each side, a rank "
      "test\n"
      "(Mann-Whitney, false discoveries limited over all rows) and a least effect; where copies\n"
      "in user mode (floor/memcpy) changed too, the machine did, and all is inconclusive.\n\n" +
      kVerdicts +
      "\nExit status: 0 compared, whatever came out (gate fails on a regression); 2 wrong\n"
      "usage or unreadable input; 3 not comparable.\n"
      "Example: ./run_bench.sh compare @1 @0\n");
}

constexpr const char* kStatuses =
    "\nExit status, for each verdict:\n"
    "  1  regression, against the base or against --reference\n"
    "  6  error\n"
    "  3  missing, not comparable; with --strict also inconclusive and nondeterministic; and if no "
    "row\n"
    "     has a number on both sides\n"
    "  0  improvement, accepted, new, unchanged; inconclusive and nondeterministic, which are "
    "shown\n"
    "With rows of several kinds, 1 wins over 6 and 6 over 3. 2: wrong usage or unreadable input.\n"
    "With --bisect 3 and 5 become 125, so that git bisect skips the commit, and 2 becomes 128, "
    "which\n"
    "stops it: wrong usage makes no commit bad.\n";

void add_gate(CLI::App& app, int& status) {
  CLI::App& verb = *app.add_subcommand(
      "gate",
      "May this change go in? compare, with an exit status for each verdict and files for CI.");
  const auto options = bind(verb, status, gate);
  add_comparison(verb, *options);
  verb.add_option(
      "--reference", options->reference,
      "a pinned result: a row that got worse than it by more than the thresholds file's\n"
      "reference.percent fails too, however small each step was");
  verb.add_option("--markdown", options->markdown, "write a summary for a job or a pull request");
  verb.add_option("--junit", options->junit, "write all rows as JUnit test cases");
  verb.add_option("--list", options->list, "write all rows, one a line, fields between tabs");
  verb.add_option("--link", options->link, "an address for the summary to point to");
  verb.add_flag("--strict", options->strict, "fail on what could not be decided");
  verb.add_flag("--bisect", options->bisect, "statuses as git bisect run takes them");
  verb.footer(std::string(kSides) + "\n" + kVerdicts + kStatuses +
              "Example: ./run_bench.sh gate @1 @0 --markdown summary.md --junit junit.xml\n");
}

void add_store(CLI::App& verb, std::string& store) {
  add_place(
      verb, "--store", store,
      "the history; without it ${KUIPC_HISTORY:-${XDG_DATA_HOME:-~/.local/share}/kuipc/history}");
}

void add_history_view(CLI::App& verb, HistoryOptions& options) {
  add_store(verb, options.store);
  verb.add_option("--axis", options.axis, "the order: kernel, kuipc, time; without it, what varies")
      ->check(CLI::IsMember({"kernel", "kuipc", "time"}));
  add_place(verb, "--repository", options.repository, "the clone that orders kuipc's commits");
}

void add_history_export(CLI::App& history, int& status) {
  CLI::App& verb = *history.add_subcommand(
      "export",
      "The runs of one machine as a table for other tools: a line for each run, oldest first,\n"
      "and a column for each series.");
  const auto options = bind(verb, status, history_export);
  verb.add_option("NAME", options->name, "series whose row's name holds this; without it, all");
  verb.add_option("--machine", options->machine,
                  "which one, where there are several: counted-9b1c64f0, or the beginning of its "
                  "fingerprint");
  CLI::Option* out =
      verb.add_option("--out", options->out, "a file to write instead of standard output");
  verb.add_option("--otava", options->otava,
                  "too: the configuration with which Apache Otava reads that file")
      ->needs(out);
  add_store(verb, options->store);
  verb.footer(
      "Every cell is a number, as Otava's importer wants it. A run in which a row was skipped has "
      "the\n"
      "number of the run before there, so that no step appears where nothing was measured.\n"
      "Example: ./run_bench.sh history export echo/ --out history.csv --otava otava.yaml\n");
}

void add_history(CLI::App& app, int& status) {
  CLI::App& history = *app.add_subcommand(
      "history", "Runs over months: keep them, list them in the subject's order, find the steps.");
  history.require_subcommand(1);
  history.footer(
      "The history is a folder of small files, one a run, which are only ever added: keep it on a "
      "data\n"
      "branch of git or in a plain folder; two of them merge by copying. index.sqlite is made from "
      "them\n"
      "whenever it is missing. Numbers of two machines never stand on one line.\n"
      "Example: ./run_bench.sh history add @0 && ./run_bench.sh history show echo/netlink\n");
  CLI::App& add =
      *history.add_subcommand("add", "Keep runs. One that is there already is not added.");
  const auto adding = bind(add, status, history_add);
  add.add_option("RUN", adding->results, "which results")->required();
  add_store(add, adding->store);
  add_runs(add, adding->runs);
  CLI::App& list = *history.add_subcommand("list", "The runs, by machine, along the axis.");
  add_history_view(list, *bind(list, status, history_list));
  CLI::App& show = *history.add_subcommand(
      "show",
      "Where each line bent, with the commits or releases on either side. Counted: each change\n"
      "beyond the floors; nanoseconds: change points of the mean (PELT), five runs at least "
      "apart.");
  const auto showing = bind(show, status, history_show);
  show.add_option("NAME", showing->name,
                  "series whose row's name holds this; without it, all with a step");
  add_history_view(show, *showing);
  add_place(show, "--thresholds", showing->thresholds, "limits and accepted steps");
  add_history_export(history, status);
}

void add_export(CLI::App& app, int& status) {
  CLI::App& verb = *app.add_subcommand("export", "A result in a form that other tools read.");
  const auto options = bind(verb, status, export_result);
  verb.add_option("RESULT", options->result, "which result")->capture_default_str();
  verb.add_option("--format", options->format, "which form, see below")
      ->required()
      ->check(CLI::IsMember({"github", "github-bigger", "bencher", "junit", "csv"}));
  verb.add_option("--out", options->out, "a file to write instead of standard output");
  verb.add_flag("--all-metrics", options->all_metrics,
                "every metric that has a median, not only each row's primary one");
  verb.add_option("--machine", options->machine,
                  "what the machine is called in a series' name, instead of its clock and "
                  "fingerprint\n(counted-9b1c64f0); \"\" leaves it out");
  add_runs(verb, options->runs);
  verb.footer(
      "Forms:\n"
      "  github         github-action-benchmark, tool: customSmallerIsBetter\n"
      "  github-bigger  the same, tool: customBiggerIsBetter: rates (with --all-metrics)\n"
      "  bencher        Bencher Metric Format. What counts instructions is a measure of its own, "
      "such\n"
      "                 as latency-insn: Bencher's own latency is nanoseconds\n"
      "  junit          a test case for each row: passed, skipped, or error; the numbers as its "
      "output\n"
      "  csv            all rows and all their metrics, with a header line\n"
      "Numbers of two machines must not stand on one line. csv has a column for the machine; in "
      "the\n"
      "other forms it is a part of the series' name: echo/netlink/size:64 (counted-9b1c64f0).\n"
      "A year of runs in one table, for Apache Otava: history export --help tells more.\n"
      "Exit status: 0 written; 2 wrong usage or unreadable input; 6 nothing to write.\n"
      "Example: ./run_bench.sh export @0 --format github --out benchmark.json\n");
}

void add_advise(CLI::App& app, int& status) {
  CLI::App& verb =
      *app.add_subcommand("advise",
                          "Which transport? Those that can, cheapest first, each with the row that "
                          "is its evidence; then\n"
                          "those that cannot, and why; then what the result does not say.");
  const auto options = bind(verb, status, advise);
  Need& need = options->need;
  verb.add_option("RESULT", options->result, "which result")->capture_default_str();
  const auto choice = [&](const char* name, std::string& value, std::vector<std::string> words,
                          const char* about) {
    verb.add_option(name, value, about)
        ->check(CLI::IsMember(std::move(words)))
        ->capture_default_str();
  };
  choice("--direction", need.direction, {"k2u", "u2k", "both"},
         "kernel to user, user to kernel, or an answer to each message; by default k2u with "
         "--context or "
         "--wake, else both");
  choice("--context", need.context,
         {"task", "kthread", "softirq", "hardirq", "hardirq+tasklet", "hardirq+work"},
         "the kernel starts the message, from here; without it the user asks");
  choice("--wake", need.wake, {"block", "epoll", "spin"}, "how the reader waits");
  choice("--loss", need.loss, {"none", "some"}, "whether messages may get lost");
  choice("--privilege", need.privilege, {"root", "user"}, "who is on the user's side");
  verb.add_option_function<std::string>(
          "--size", [&need](const std::string& word) { need.size = size_from(word); },
          "bytes, header included; 4K and 1M are 1,024 and its square")
      ->default_str("64");
  verb.add_option_function<std::string>(
      "--rate", [&need](const std::string& word) { need.rate = rate_from(word); },
      "messages a second; 100k and 1M are thousands and millions");
  verb.add_option("--markdown", options->markdown, "write it as a page for a review");
  add_runs(verb, options->runs);
  verb.footer(
      "Counted results rank feasibility and the cost of the path; they cannot say what rates, "
      "copies and\n"
      "larger sizes cost. Nothing is concluded from a row that was skipped or wrong.\n"
      "Exit status: 0 answered, also if nothing can; 2 wrong usage or unreadable input; 3 the "
      "result\n"
      "timed an emulator.\n"
      "Example: ./run_bench.sh advise @0 --direction k2u --context softirq --size 256 --wake "
      "block\n");
}

}  // namespace

void add_deciding_verbs(CLI::App& app, int& status) {
  add_compare(app, status);
  add_gate(app, status);
  add_export(app, status);
  add_history(app, status);
  add_advise(app, status);
}

}  // namespace kuipc::report
