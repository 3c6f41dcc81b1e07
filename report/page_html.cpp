// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <random>

#include "failure.h"
#include "files.h"
#include "page.h"
#include "text.h"

namespace kuipc::report {

namespace {

namespace fs = std::filesystem;

std::string asset(const fs::path& file) try {
  return read_text(file);
} catch (const Failure& failure) {
  throw Failure(kSetupFailed, fmt::format("a part of the page is not there: {}", failure.what()));
}

// Inside a script element nothing ends it but "</script", and only "<!--" changes how it is read.
// U+2028 and U+2029 are line ends to older JavaScript.
std::string script_safe(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string_view rest = json.substr(i, 3);
    if (json[i] == '<') {
      out += "\\u003c";
    } else if (rest == "\u2028" || rest == "\u2029") {
      out += rest == "\u2028" ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += json[i];
    }
  }
  return out;
}

// Scripts with another nonce do not run: a name that found a way into the page would still be text.
std::string nonce() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

// What stands between `open` and `close` becomes what `body` gives for it, everywhere.
template <class Body>
void replace(std::string& page, std::string_view open, std::string_view close, Body&& body) {
  std::size_t at = 0;
  while ((at = page.find(open, at)) != std::string::npos) {
    const std::size_t inner = at + open.size();
    const std::size_t end = page.find(close, inner);
    if (end == std::string::npos) return;
    const std::string text = body(page.substr(inner, end - inner));
    page.replace(at, end + close.size() - at, text);
    at += text.size();
  }
}

}  // namespace

std::string page_html(const fs::path& assets, const fs::path& echarts, const Json& data) {
  std::string page = asset(assets / "page.html");
  const std::string once = nonce();
  replace(page, "'nonce-", "'", [&](const std::string&) { return "'nonce-" + once + "'"; });
  replace(page, "<link rel=\"stylesheet\" href=\"", "\">", [&](const std::string& name) {
    return fmt::format("<style>\n{}</style>", asset(assets / name));
  });
  replace(page, "<script src=\"", "\"></script>", [&](const std::string& name) {
    const std::string text = asset(name == "echarts.min.js" ? echarts : assets / name);
    if (text.find("</script") != std::string::npos)
      throw Failure(kSetupFailed, printable(name) + " cannot stand in a page: it ends its script");
    return fmt::format("<script nonce=\"{}\">\n{}\n</script>", once, text);
  });
  const std::string json = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  const std::string_view place = "<script id=\"data\" type=\"application/json\">";
  const std::size_t at = page.find(place);
  if (at == std::string::npos) throw Failure(kSetupFailed, "page.html has no place for the data");
  return page.insert(at + place.size(), script_safe(json));
}

}  // namespace kuipc::report
