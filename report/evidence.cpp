// SPDX-License-Identifier: Apache-2.0
#include "evidence.h"

#include <fmt/format.h>

#include <charconv>

#include "files.h"
#include "text.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kConsoleLimit = std::size_t{8} << 20;

std::optional<int> whole(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return std::nullopt;
  text.remove_prefix(begin);
  int value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
    return std::nullopt;
  return value;
}

// A shell writes numbers as strings as easily as as numbers; both are read.
std::optional<int> note_number(const Json& host, const char* key) {
  const auto found = host.find(key);
  if (found == host.end()) return std::nullopt;
  if (found->is_string()) return whole(found->get_ref<const std::string&>());
  if (found->is_number_integer()) return found->get<int>();
  return std::nullopt;
}

std::string note_text(const Json& host, const char* key) {
  const auto found = host.find(key);
  return found != host.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The record stands behind the tar on the results port; the runner may have read it for us.
std::optional<int> end_record(const RunFolder& run) {
  if (auto noted = note_number(run.host, "end_record")) return noted;
  constexpr std::string_view kMark = "kuipc-end ";
  constexpr std::size_t kTail = 4096;
  const auto tail = read_tail(run.folder / "results.raw", kTail);
  const std::size_t at = tail ? tail->rfind(kMark) : std::string::npos;
  if (at != std::string::npos) return whole(std::string_view(*tail).substr(at + kMark.size()));
  return std::nullopt;
}

bool harness_finished(const fs::path& guest) {
  const auto text = read_tail(guest / "end.json", kLargestResult);
  if (!text) return false;
  const Json end = Json::parse(*text, nullptr, false);
  return end.is_object() && end.value("finished", Json()) == true;
}

bool runs_on_host(const Json& host) {
  if (note_text(host, "on") == "host") return true;
  const std::string accel = note_text(host, "accel");
  return accel == "none" || accel == "host" || accel == "native";
}

}  // namespace

RunFolder gather(const fs::path& folder, const fs::path& host_file) {
  RunFolder run{folder, folder / "guest", read_json(host_file), {}};
  if (!run.host.is_object()) throw Failure(kUnreadable, host_file.string() + ": must be an object");
  Evidence& e = run.evidence;
  e.on_host = runs_on_host(run.host);
  if (e.on_host && !fs::is_directory(run.guest)) run.guest = folder;
  e.console = read_tail(folder / "console.log", kConsoleLimit).value_or("");
  e.accel = note_text(run.host, "accel");
  if (const std::string how = note_text(run.host, "timed_out"); !how.empty()) e.timed_out = how;
  e.qemu_exit = note_number(run.host, "qemu_exit");
  e.qemu_signal = note_number(run.host, "qemu_signal");
  e.end_record = end_record(run);
  e.job_exit = whole(read_tail(run.guest / "exit", 64).value_or(""));
  if (!e.job_exit) e.job_exit = note_number(run.host, "harness_exit");
  e.any_results = !read_tail(run.guest / "benchmarks.jsonl", 1).value_or("").empty();
  e.harness_finished = harness_finished(run.guest);
  e.splats = read_tail(run.guest / "splats.txt", kConsoleLimit);
  return run;
}

std::string console_end(const RunFolder& run, std::size_t count) {
  const auto lines = lines_of(run.evidence.console);
  const std::size_t first = lines.size() > count ? lines.size() - count : 0;
  std::string out;
  for (std::size_t i = first; i < lines.size(); ++i) out += "  | " + printable(lines[i]) + "\n";
  if (out.empty()) return out;
  return fmt::format("The end of {}:\n{}", (run.folder / "console.log").string(), out);
}

}  // namespace kuipc::report
