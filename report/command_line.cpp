// SPDX-License-Identifier: Apache-2.0
// What can be said on kuipc's command line.
#include "command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "command_line_parts.h"
#include "failure.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

constexpr const char* kRunner = "./run_bench.sh";

// Verbs that ./run_bench.sh calls and does not pass on.
constexpr const char* kForTheRunner = "For the runner, of build/report/kuipc itself";

constexpr const char* kAbout =
    "kuipc: what a message between the Linux kernel and userspace costs, read from results.\n"
    "./run_bench.sh makes results; these verbs of it read them.";

constexpr const char* kFooter =
    "A RESULT is a run folder, a result file, @0 (the last run), @1 (the one before) or latest.\n"
    "Exit status: 0 fine; 1 a measured regression; 2 wrong usage or unreadable input; 3 not\n"
    "comparable; 4 the kernel under test failed; 5 set-up or infrastructure failed; 6 wrong data, "
    "or\n"
    "nothing measured; 130 interrupted. VERB --help tells more.\n"
    "results/README.md tells each field of a result.\n";

void add_table(CLI::App& app, int& status) {
  CLI::App& verb = *app.add_subcommand(
      "table",
      "The first screen of a result: which clock, what a message costs over each\n"
      "transport, how the cost grows with size, what was skipped and why.");
  const auto options = bind(verb, status, table);
  verb.add_option("RESULT", options->result, "which result")->capture_default_str();
  verb.add_option("--size", options->size, "message size of the cost table, bytes (64 without it)");
  verb.add_option("--workload", options->workload, "echo (without it), push, pull ...");
  add_runs(verb, options->runs);
}

void add_show(CLI::App& app, int& status) {
  CLI::App& verb = *app.add_subcommand("show", "Every number of the rows whose name holds NAME.");
  const auto options = bind(verb, status, show);
  verb.add_option("RESULT", options->result, "which result")->required();
  verb.add_option("NAME", options->name, "part of a row's name, as echo/netlink; without it all");
  add_runs(verb, options->runs);
}

void add_list_runs(CLI::App& app, int& status) {
  CLI::App& verb =
      *app.add_subcommand("runs", "The runs that @0, @1, ... name, the last one first.");
  add_runs(verb, bind(verb, status, list_runs)->runs);
}

void add_spread(CLI::App& app, int& status) {
  CLI::App& verb = *app.add_subcommand(
      "spread", "How far the medians of the same rows lie apart in several results.");
  const auto options = bind(verb, status, spread);
  verb.add_option("RESULT", options->results, "which results")->required();
  verb.add_option("--largest-size", options->largest_size, "leave out larger messages, bytes");
  add_runs(verb, options->runs);
}

void add_contexts(CLI::App& app, int& status) {
  CLI::App& verb = *app.add_subcommand(
      "contexts",
      "From which kernel contexts a message can be started over each transport, what it\n"
      "costs there, and where it cannot, the report of the kernel's own checkers.");
  const auto options = bind(verb, status, contexts);
  verb.add_option("RESULT", options->result, "which result")->capture_default_str();
  verb.add_flag("--markdown", options->markdown, "the page docs/CONTEXTS.md");
  verb.add_option("--reports", options->reports, "folder with forbidden-KERNEL.json")
      ->capture_default_str();
  add_runs(verb, options->runs);
}

void add_validate(CLI::App& app, int& status) {
  CLI::App& verb = *app.add_subcommand(
      "validate", "Check results against their schema; status 2 if one is bad.");
  const auto options = bind(verb, status, validate);
  verb.add_option("RESULT", options->results, "which results")->required();
  add_runs(verb, options->runs);
}

void add_assemble(CLI::App& app, int& status) {
  const auto add = [&](const char* name, const char* about, int (*run)(const AssembleOptions&)) {
    CLI::App& verb = *app.add_subcommand(name, about);
    verb.group(kForTheRunner);
    const auto options = bind(verb, status, run);
    verb.add_option("--run", options->run, "run folder: guest/, console.log, results.raw")
        ->required();
    verb.add_option("--host", options->host, "what the runner knows (see note)")->required();
    return std::pair(&verb, options);
  };
  add("assemble",
      "Judge how a run ended and write its result.json. Silent when\n"
      "all is well; else one line, the end of the console, and the status.",
      assemble);
  const auto [judging, options] =
      add("judge",
          "How a boot that measures nothing ended (conformance, exec, probe),\n"
          "one word on stdout; on a bad end a line and the end of the console on stderr.",
          judge_boot);
  judging->add_flag("--program", options->program,
                    "the job was a program of the user's: whatever it ended with is fine");
}

void add_sensitivity(CLI::App& app, int& status) {
  CLI::App& verb = *app.add_subcommand(
      "sensitivity",
      "From the boots in RUN/perturbed/, which differ from RUN in something\n"
      "irrelevant, how much each median moves by itself; written into RUN's result.");
  verb.group(kForTheRunner);
  const auto options = bind(verb, status, sensitivity);
  verb.add_option("RUN", options->run, "a run folder")->required();
  CLI::Option* cache =
      verb.add_option("--cache", options->cache,
                      "a folder that keeps what was found, by machine, subject and rows measured");
  verb.add_option("--cached", options->boots,
                  "take it from the cache, if at least so many boots said it; else status 3")
      ->needs(cache);
}

void add_note(CLI::App& app, int& status, std::vector<std::string> command) {
  CLI::App& verb = *app.add_subcommand(
      "note",
      "Add notes to a JSON file, so that no shell quotes JSON:\n"
      "key=text, key:=json, host.cpu_model=text, and after -- the command line.");
  verb.group(kForTheRunner);
  const auto options = bind(verb, status, note);
  options->command = std::move(command);
  verb.add_option("--file", options->file, "the file, made if it is missing")->required();
  verb.add_option("NOTE", options->notes, "key=text or key:=json");
}

// What stands behind `note ... --` is somebody else's command line, and CLI11 would read it as
// notes.
std::vector<std::string> cut_command(std::vector<std::string>& words) {
  if (words.empty() || words.front() != "note") return {};
  const auto dashes = std::find(words.begin(), words.end(), "--");
  if (dashes == words.end()) return {};
  std::vector<std::string> command(dashes + 1, words.end());
  words.erase(dashes, words.end());
  return command;
}

// "./run_bench.sh history show", as far as it was understood: where to ask for more.
std::vector<std::string> named(const CLI::App& app) {
  std::vector<std::string> words = {app.get_name()};
  for (const CLI::App* verb : app.get_subcommands())
    for (const std::string& word : named(*verb)) words.push_back(word);
  return words;
}

}  // namespace

int run_command_line(int argc, const char* const* argv, const std::string& version) {
  int status = kFine;
  CLI::App app(kAbout, kRunner);
  app.footer(kFooter);
  app.set_version_flag("--version", "kuipc " + version);
  app.require_subcommand(1);
  add_table(app, status);
  add_show(app, status);
  add_list_runs(app, status);
  add_spread(app, status);
  add_contexts(app, status);
  add_validate(app, status);
  add_deciding_verbs(app, status);
  add_report(app, status, version);
  add_assemble(app, status);
  add_sensitivity(app, status);
  std::vector<std::string> words(argv + 1, argv + argc);
  add_note(app, status, cut_command(words));
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // as CLI11 wants them
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    const std::string unknown = unknown_word(app, words);
    throw Failure(kUnreadable, fmt::format("{} (see {} --help)",
                                           printable(unknown.empty() ? error.what() : unknown),
                                           joined(named(app), " ")));
  }
  return status;
}

}  // namespace kuipc::report
