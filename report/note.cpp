// SPDX-License-Identifier: Apache-2.0
// kuipc note: lets the runner, a shell script, write down what it knows without ever quoting JSON.
#include <fmt/format.h>

#include <filesystem>

#include "decode.h"
#include "failure.h"
#include "files.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

// "a.b=c" sets text at /a/b; "a.b:=3" sets the JSON value 3.
void set(Json& notes, const std::string& pair) {
  const std::size_t equals = pair.find('=');
  if (equals == std::string::npos || equals == 0)
    throw Failure(kUnreadable, printable(pair) + ": a note is key=text or key:=json");
  const bool raw = pair[equals - 1] == ':';
  std::string key = pair.substr(0, raw ? equals - 1 : equals);
  const std::string value = pair.substr(equals + 1);
  Json* place = &notes;
  for (std::size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.')) {
    place = &(*place)[key.substr(0, dot)];
    if (!place->is_null() && !place->is_object())
      throw Failure(kUnreadable, printable(pair) + ": " + key.substr(0, dot) + " is no object");
    key.erase(0, dot + 1);
  }
  // Bytes that are not UTF-8 (a folder name may have them) would make the whole file unreadable.
  (*place)[key] = raw ? parse_json(value, "the value of " + key) : Json(printable(value));
}

}  // namespace

int note(const NoteOptions& options) {
  Json notes = std::filesystem::exists(options.file) ? read_json(options.file) : Json::object();
  if (!notes.is_object()) throw Failure(kUnreadable, options.file + ": must be an object");
  for (const std::string& pair : options.notes) set(notes, pair);
  for (const std::string& word : options.command) notes["command"].push_back(printable(word));
  write_atomically(options.file, notes.dump(1) + "\n");
  return kFine;
}

}  // namespace kuipc::report
