// SPDX-License-Identifier: Apache-2.0
#include "suggest.h"

#include "called.h"

namespace kuipc::report {
namespace {

TEST(Suggest, CountsMistakes) {
  EXPECT_EQ(mistakes("", "abc"), 3U);
  EXPECT_EQ(mistakes("show", "show"), 0U);
  EXPECT_EQ(mistakes("shwo", "show"), 1U);
  EXPECT_EQ(mistakes("sow", "show"), 1U);
  EXPECT_EQ(mistakes("shows", "show"), 1U);
  EXPECT_EQ(mistakes("slow", "show"), 1U);
  EXPECT_EQ(mistakes("kitten", "sitting"), 3U);
}

TEST(Suggest, TakesTheNearestOrNone) {
  const std::vector<std::string> verbs = {"show", "spread", "compare", "contexts"};
  EXPECT_EQ(nearest("shwo", verbs), "show");
  EXPECT_EQ(nearest("comp", verbs), "compare");
  EXPECT_EQ(nearest("contxet", verbs), "contexts");
  EXPECT_EQ(nearest("xyz", verbs), "");
  EXPECT_EQ(nearest("", verbs), "");
  EXPECT_EQ(nearest(std::string(100, 's'), verbs), "");
}

TEST(CommandLine, SaysWhatWasMeant) {
  EXPECT_TRUE(call({"shwo", "@0"}).end.starts_with("2 unknown command 'shwo'; did you mean show?"));
  EXPECT_TRUE(call({"table", "@0", "--sise", "64"})
                  .end.starts_with("2 unknown option '--sise'; did you mean --size?"));
  EXPECT_TRUE(call({"table", "--sise=64"}).end.starts_with("2 unknown option '--sise'; did"));
  EXPECT_TRUE(
      call({"history", "lsit"}).end.starts_with("2 unknown command 'lsit'; did you mean list?"));
  EXPECT_TRUE(call({"xyzzy"}).end.starts_with("2 unknown command 'xyzzy' (see"));
}

}  // namespace
}  // namespace kuipc::report
