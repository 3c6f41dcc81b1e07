// SPDX-License-Identifier: Apache-2.0
#include "page_links.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "failure.h"
#include "text.h"

namespace kuipc::report {

namespace {

constexpr std::string_view kCommit = "{commit}";
constexpr std::string_view kBefore = "{before}";

struct Option {
  const char* name;
  const char* key;  // in the page's JSON
  std::vector<std::string_view> places;
};

// What an address is made of (RFC 3986), and the braces of our own places. Quotes, spaces and
// angle brackets are not in it.
bool of_an_address(char c) {
  const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return plain || std::string_view("-._~:/?#[]@!$&()*+,;=%{}").find(c) != std::string_view::npos;
}

std::string without(std::string text, std::string_view part) {
  for (std::size_t at = 0; (at = text.find(part)) != std::string::npos;)
    text.erase(at, part.size());
  return text;
}

// What is wrong with a template; empty: nothing.
std::string fault_of(const Option& option, const std::string& address) {
  const std::size_t scheme = address.starts_with("https://")  ? 8
                             : address.starts_with("http://") ? 7
                                                              : 0;
  if (scheme == 0) return "it must begin with https:// or http://";
  if (!std::all_of(address.begin(), address.end(), of_an_address))
    return "a space, a quote or another character in it is none of an address";
  const std::size_t path = address.find_first_of("/?#", scheme);
  const std::string host = address.substr(scheme, path - scheme);
  if (host.empty() || host.find_first_of("@{}") != std::string::npos)
    return "it must name a host, and no user or password";
  std::string rest = path == std::string::npos ? "" : address.substr(path);
  for (const std::string_view place : option.places) {
    if (rest.find(place) == std::string::npos)
      return fmt::format("it has no {}, which becomes a commit", place);
    rest = without(rest, place);
  }
  if (rest.find_first_of("{}") != std::string::npos)
    return fmt::format("it may have {} in braces and nothing else", fmt::join(option.places, ", "));
  return {};
}

void take(Json& links, const Option& option, const std::string& word) {
  std::vector<std::string> subjects = {"kernel", "kuipc"};
  std::string address = word;
  for (const char* subject : {"kernel", "kuipc"})
    if (const std::string prefix = std::string(subject) + "="; word.starts_with(prefix)) {
      subjects = {subject};
      address = word.substr(prefix.size());
    }
  if (const std::string fault = fault_of(option, address); !fault.empty())
    throw Failure(kUnreadable, fmt::format("{} {}: {}", option.name, printable(word), fault));
  for (const std::string& subject : subjects) links[subject][option.key] = address;
}

// One for both subjects first, so that one for either wins wherever it stands.
void take_all(Json& links, const Option& option, std::vector<std::string> words) {
  std::stable_partition(words.begin(), words.end(), [](const std::string& word) {
    return !word.starts_with("kernel=") && !word.starts_with("kuipc=");
  });
  for (const std::string& word : words) take(links, option, word);
}

}  // namespace

Json page_links(const std::vector<std::string>& commit_urls,
                const std::vector<std::string>& range_urls) {
  Json links = Json::object();
  take_all(links, {"--commit-url", "commit", {kCommit}}, commit_urls);
  take_all(links, {"--range-url", "range", {kBefore, kCommit}}, range_urls);
  return links;
}

}  // namespace kuipc::report
