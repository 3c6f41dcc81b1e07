// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cctype>
#include <cstdint>

#include "join.h"

namespace kuipc::report {

namespace {

std::string field(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

// "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)" -> "7.2.22": a rebuilt package is the same
// machine.
std::string version_number(const std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (std::isdigit(static_cast<unsigned char>(text[at])) == 0) continue;
    const std::size_t end = text.find_first_not_of("0123456789.", at);
    return text.substr(at, end == std::string::npos ? end : end - at);
  }
  return text;
}

}  // namespace

std::string fnv1a(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325ULL;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return fmt::format("{:016x}", value);
}

std::string fingerprint(const Json& machine) {
  std::string text = fmt::format(
      "clock={}\naccel={}\ncpu_model={}\ncpus={}\nmemory_mb={}\nqemu={}\n", field(machine, "clock"),
      field(machine, "accel"), field(machine, "cpu_model"), field(machine, "cpus"),
      field(machine, "memory_mb"), version_number(field(machine, "qemu")));
  // Counted numbers are the same on every host; nanoseconds are the host's own.
  if (field(machine, "clock") == "wall") {
    const auto host = machine.find("host");
    const Json facts = host != machine.end() ? *host : Json::object();
    text += fmt::format("host={}\nvirtualisation={}\n", field(facts, "cpu_model"),
                        field(facts, "virtualisation"));
  }
  return fnv1a(text);
}

}  // namespace kuipc::report
