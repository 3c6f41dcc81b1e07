// SPDX-License-Identifier: Apache-2.0
#include "command_line_parts.h"
#include "suggest.h"

namespace kuipc::report {

namespace {

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& choices) {
  const std::string found = nearest(word, choices);
  return found.empty() ? "" : "; did you mean " + found + "?";
}

}  // namespace

std::string unknown_word(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* verb = &app;
  for (const std::string& word : words) {
    if (word.starts_with("--")) {
      const std::string name = word.substr(0, word.find('='));
      if (name != "--" && verb->get_option_no_throw(name) == nullptr)
        return "unknown option '" + name + "'" + did_you_mean(name, options_of(*verb));
      continue;
    }
    const auto verbs = verbs_of(*verb);
    if (verbs.empty()) continue;
    if (std::find(verbs.begin(), verbs.end(), word) == verbs.end())
      return "unknown command '" + word + "'" + did_you_mean(word, verbs);
    verb = verb->get_subcommand(word);
  }
  return {};
}

}  // namespace kuipc::report
