// SPDX-License-Identifier: Apache-2.0
// For command_line*.cpp alone: CLI11 takes longer to compile than everything else here.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

namespace kuipc::report {

// A verb's options live as long as the parser: CLI11 writes into them.
template <class Options>
std::shared_ptr<Options> bind(CLI::App& verb, int& status, int (*run)(const Options&)) {
  auto options = std::make_shared<Options>();
  verb.callback([options, &status, run] { status = run(*options); });
  return options;
}

// run_bench.sh says where things lie before the user says what he wants; the last word counts.
inline CLI::Option* add_place(CLI::App& verb, const char* name, std::string& place,
                              const char* about) {
  return verb.add_option(name, place, about)->capture_default_str()->take_last();
}

inline void add_runs(CLI::App& verb, std::string& runs) {
  add_place(verb, "--results", runs, "where @0, @1, ... are looked for");
}

/// The first word that the verb before it does not know, as a complaint, with what was probably
/// meant; empty if each is known.
std::string unknown_word(const CLI::App& app, const std::vector<std::string>& words);

/// The page: command_line_page.cpp.
void add_report(CLI::App& app, int& status, const std::string& version);

/// The verbs that decide something: command_line_decide.cpp.
void add_deciding_verbs(CLI::App& app, int& status);

}  // namespace kuipc::report
