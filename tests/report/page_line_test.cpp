// SPDX-License-Identifier: Apache-2.0
#include "page_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace kuipc::report {
namespace {

using Json = nlohmann::json;

TEST(PageLine, HoldsItsValueUpToAGapAndNotBeyond) {
  const Json line = page_line({{0, std::nullopt},
                               {1, 10.0},
                               {2, 10.0},
                               {4, 10.0},
                               {5, std::nullopt},
                               {6, std::nullopt},
                               {7, 12.0},
                               {8, std::nullopt}});
  // At 1, 4, 5, 7 and 8.
  EXPECT_EQ(line["at"], (Json{1, 3, 1, 2, 1}));
  EXPECT_EQ(line["value"], (Json{10, 10, nullptr, 12, nullptr}));
  EXPECT_FALSE(line.contains("thinned"));
}

TEST(PageLine, IsEmptyWithoutAValue) {
  EXPECT_TRUE(page_line({})["at"].empty());
  EXPECT_TRUE(page_line({{3, std::nullopt}})["value"].empty());
}

TEST(PageLine, KeepsTheExtremesOfARestlessOne) {
  std::vector<Placed> values;
  for (std::size_t i = 0; i < 5000; ++i) values.push_back({i, i == 2500 ? 9.0 : i % 2 ? 1.0 : 2.0});
  const Json line = page_line(values);
  EXPECT_EQ(line["thinned"], true);
  EXPECT_LE(line["at"].size(), 800U);
  EXPECT_EQ(*std::max_element(line["value"].begin(), line["value"].end()), 9);
}

}  // namespace
}  // namespace kuipc::report
