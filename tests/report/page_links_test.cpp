// SPDX-License-Identifier: Apache-2.0
// Which addresses --commit-url and --range-url take; tests/page/links.test.mjs follows them.
#include "page_links.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "failure.h"

namespace kuipc::report {
namespace {

std::string refused(const std::string& commit_url) {
  try {
    page_links({commit_url}, {});
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status(), kUnreadable);
    return failure.what();
  }
  return "taken";
}

TEST(PageLinks, AreOfEitherSubjectAndTheMoreExactOneWins) {
  const Json links =
      page_links({"kuipc=https://k.example/{commit}", "http://both.example:8080/?id={commit}#x"},
                 {"kernel=https://k.example/{before}..{commit}"});
  EXPECT_EQ(links["kernel"]["commit"], "http://both.example:8080/?id={commit}#x");
  EXPECT_EQ(links["kuipc"]["commit"], "https://k.example/{commit}");
  EXPECT_EQ(links["kernel"]["range"], "https://k.example/{before}..{commit}");
  EXPECT_FALSE(links["kuipc"].contains("range"));
  EXPECT_TRUE(page_links({}, {}).empty());
}

TEST(PageLinks, RefuseWhatIsNoAddress) {
  for (const char* other : {"javascript:alert('{commit}')", "data:text/html,{commit}", "{commit}",
                            "//h/{commit}", "tree=https://h/{commit}", ""})
    EXPECT_NE(refused(other).find("must begin with https://"), std::string::npos) << other;
  for (const char* other : {"https://h/\"x{commit}", "https://h/<{commit}", "https://h/ {commit}",
                            "https://h/\n{commit}", "https://h/'{commit}", "https://h/\\{commit}"})
    EXPECT_NE(refused(other).find("none of an address"), std::string::npos) << other;
  for (const char* other :
       {"https:///{commit}", "https://{commit}.h/", "https://user:word@h/{commit}", "https://"})
    EXPECT_NE(refused(other).find("must name a host"), std::string::npos) << other;
  for (const char* other : {"https://h/%s", "https://h/{before}"})
    EXPECT_NE(refused(other).find("has no {commit}"), std::string::npos) << other;
  EXPECT_NE(refused("https://h/{commit}/{tree}").find("in braces"), std::string::npos);
  EXPECT_THROW(page_links({}, {"https://h/{commit}"}), Failure) << "a range has two ends";
}

}  // namespace
}  // namespace kuipc::report
