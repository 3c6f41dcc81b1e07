// SPDX-License-Identifier: Apache-2.0
// The plan of a set: names that are unique, well formed and stable, and skips that say why.
#include "bench/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace kuipc {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::IsSupersetOf;

std::vector<std::string> names(Set set) {
  std::vector<std::string> all;
  for (const Row& row : catalogue(set)) all.push_back(row.name());
  return all;
}

TEST(Catalogue, NamesEachRowOnce) {
  const auto all = names(Set::full);
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size());
}

TEST(Catalogue, NamesAreWorkloadTransportAndKeys) {
  const std::regex form("[a-z]+/[a-z]+(_[a-z]+)*(\\.[a-z_]+)?(/[a-z]+:[a-z0-9+]+)*");
  for (const std::string& name : names(Set::full))
    EXPECT_TRUE(std::regex_match(name, form)) << name;
}

TEST(Catalogue, EachSetHoldsTheSmallerOne) {
  EXPECT_THAT(names(Set::standard), IsSupersetOf(names(Set::quick)));
  EXPECT_THAT(names(Set::full), IsSupersetOf(names(Set::standard)));
}

TEST(Catalogue, TheStandardSetMeasuresTheSizesOfTheDesign) {
  for (const char* size : {"64", "256", "1024", "4096", "16384", "65536"})
    EXPECT_THAT(names(Set::standard), Contains("echo/ioctl/size:" + std::string(size)));
}

TEST(Catalogue, TheFullSetAddsTheSmallestAndTheLargest) {
  EXPECT_THAT(names(Set::full), Contains("echo/ioctl/size:8"));
  EXPECT_THAT(names(Set::full), Contains("echo/ioctl/size:1048576"));
}

// Its C library treats a process differently from its first thread on.
TEST(Catalogue, WhatStartsAThreadComesLast) {
  const auto all = names(Set::standard);
  const auto pinged = std::find_if(all.begin(), all.end(), [](const std::string& name) {
    return name.starts_with("event/netfilter/") || name.starts_with("event/nfqueue/");
  });
  ASSERT_NE(pinged, all.end());
  for (auto name = pinged; name != all.end(); ++name)
    EXPECT_TRUE(name->starts_with("event/n")) << *name;
}

TEST(Catalogue, TheQuickSetHasThePeersThatEverybodyKnows) {
  EXPECT_THAT(names(Set::quick), IsSupersetOf({"peer/pipe/size:64/wake:block",
                                               "peer/unix_stream/size:64/wake:block"}));
}

TEST(Catalogue, APeerOfAFixedSizeHasNoOther) {
  auto all = names(Set::full);
  std::erase_if(all, [](const std::string& name) { return !name.starts_with("peer/eventfd/"); });
  EXPECT_THAT(all, Each(::testing::StartsWith("peer/eventfd/size:8/")));
  EXPECT_FALSE(all.empty());
}

TEST(Catalogue, TheFloorsAreInEverySet) {
  EXPECT_THAT(names(Set::quick), IsSupersetOf({"floor/syscall", "floor/noop"}));
}

TEST(Filter, MatchesAnywhereInAName) {
  const auto rows = filtered(catalogue(Set::full), "ioctl/size:64$");
  std::vector<std::string> found;
  for (const Row& row : rows) found.push_back(row.name());
  EXPECT_THAT(found, Contains("echo/ioctl/size:64"));
  EXPECT_THAT(found, Each(::testing::EndsWith("ioctl/size:64")));
}

TEST(Filter, WithoutExpressionKeepsAll) {
  EXPECT_EQ(filtered(catalogue(Set::full), "").size(), catalogue(Set::full).size());
}

TEST(Preflight, WithoutModulesSkipsWhatNeedsOneAndSaysSo) {
  auto rows = catalogue(Set::quick);
  for (Row& row : rows) row.obstacle = nullptr;  // what this machine lacks is another question
  preflight(rows, true);
  for (const Row& row : rows) {
    EXPECT_EQ(row.status, row.stem.empty() ? "ok" : "skipped") << row.name();
    EXPECT_EQ(row.reason.empty(), row.stem.empty()) << row.name();
  }
}

TEST(Preflight, SkipsTheRowsOfAModuleThatDoesNotBuildAndSaysWhy) {
  std::vector<Row> rows(1);
  rows[0].stem = "chardev";
  preflight(rows, false, {{"chardev", "chardev.c:7:1: error: no such thing"}});
  EXPECT_EQ(rows[0].status, "skipped");
  EXPECT_EQ(rows[0].reason,
            "kuipc_chardev does not build for this kernel: chardev.c:7:1: error: no such thing");
}

TEST(Preflight, SkipsWhatCannotBeHadHereAndSaysWhy) {
  std::vector<Row> rows(2);
  rows[0].obstacle = [] { return "no paper; buy some"; };
  rows[1].obstacle = [] { return ""; };
  preflight(rows, true);
  EXPECT_EQ(rows[0].status, "skipped");
  EXPECT_EQ(rows[0].reason, "no paper; buy some");
  EXPECT_EQ(rows[1].status, "ok");
}

}  // namespace
}  // namespace kuipc
