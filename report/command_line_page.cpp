// SPDX-License-Identifier: Apache-2.0
#include "command_line_parts.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

constexpr const char* kPageFooter =
    "The page is one file that needs no network: what changed, the history of each series, cost "
    "against\n"
    "size, latency, the contexts, every row, and the machine. With several RUNs the reader chooses "
    "one.\n"
    "\n"
    "A verdict and a step lead to their graph and their row. With --commit-url they lead to the "
    "commit\n"
    "too, with --range-url to those between base and head, or on either side of a step.\n"
    "\n"
    "Exit status: 0 written; 2 wrong usage or unreadable input; 5 a part of the page is not there, "
    "or it\n"
    "cannot be written.\n"
    "Example: ./run_bench.sh report @0 --baseline @1\n"
    "  ./run_bench.sh report @0 --history data/kuipc \\\n"
    "      --commit-url 'kernel=https://git.kernel.org/torvalds/c/{commit}' \\\n"
    "      --commit-url 'kuipc=https://example.org/kuipc/commit/{commit}'\n";

}  // namespace

void add_report(CLI::App& app, int& status, const std::string& version) {
  CLI::App& verb = *app.add_subcommand(
      "report", "A page to look at, in a file of its own: report.html beside the result.");
  const auto options = bind(verb, status, page);
  options->version = version;
  verb.add_option("RUN", options->results, "which results (@0)");
  verb.add_option("--baseline", options->baseline,
                  "what to compare with; without it the run before on the same machine; none");
  add_place(
      verb, "--history,--store", options->history,
      "a history (see the verb history); without it the default one, where there is one; none");
  verb.add_option(
          "--commit-url", options->commit_urls,
          "where commits are shown, as https://example.org/commit/{commit}; of one subject: "
          "kernel=URL, kuipc=URL")
      ->take_all()
      ->allow_extra_args(false);
  verb.add_option("--range-url", options->range_urls,
                  "where what lies between two is shown, as "
                  "https://example.org/compare/{before}...{commit}; kernel=URL, kuipc=URL")
      ->take_all()
      ->allow_extra_args(false);
  verb.add_option("--out", options->out, "the file to write");
  verb.add_option("--markdown", options->markdown, "too: a summary as Markdown, for a README");
  verb.add_option("--svg", options->svg, "too: the charts as SVG files in this folder (with node)");
  add_place(verb, "--thresholds", options->thresholds, "limits, accepted steps and notes");
  add_place(verb, "--repository", options->repository, "the clone that orders kuipc's commits");
  add_place(verb, "--reports", options->reports, "folder with forbidden-KERNEL.json");
  add_place(verb, "--assets", options->assets, "folder with page.html and its scripts");
  add_place(verb, "--echarts", options->echarts, "echarts.min.js, which draws the charts");
  add_runs(verb, options->runs);
  verb.footer(kPageFooter);
}

}  // namespace kuipc::report
