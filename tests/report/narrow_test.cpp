// SPDX-License-Identifier: Apache-2.0
// Every screen in few columns: what is one word in a file is one on the narrowest terminal.
#include <cstdlib>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "called.h"
#include "files.h"

namespace kuipc::report {
namespace {

std::set<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

std::string reference() {
  return data_file("../../results/reference/6.1.0-56-cloud-amd64.json").string();
}

class InColumns : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    Json other = read_json(reference());
    for (Json& row : other["benchmarks"])
      if (row["status"] == "ok" && row["workload"] == "event")
        for (Json& metric : row["metrics"])
          if (metric.contains("median")) metric["median"] = metric["median"].get<double>() * 1.1;
    other["subject"]["kernel"]["release"] = "6.1.0-57-cloud-amd64";
    other["run"]["id"] = "20261128T000000Z-a-tag-that-is-long";
    put(folder_ / "runs/20261128T000000Z-a-tag-that-is-long/result.json", other.dump());
    other_ = (folder_ / "runs/20261128T000000Z-a-tag-that-is-long").string();
  }
  void TearDown() override { ::unsetenv("COLUMNS"); }

  // The words that `call` prints in few columns and not in whole lines: parts of broken ones.
  std::set<std::string> broken_words(const std::vector<std::string>& verb) {
    ::unsetenv("COLUMNS");
    const Called wide = call(verb);
    EXPECT_EQ(wide.end, "0");
    ::setenv("COLUMNS", std::to_string(GetParam()).c_str(), 1);
    std::set<std::string> words = words_of(call(verb).out);
    EXPECT_GT(words.size(), 5U);
    for (const std::string& word : words_of(wide.out)) words.erase(word);
    words.erase("·");  // between the cells of a block
    return words;
  }

  Folder folder_;
  std::string other_;
};

TEST_P(InColumns, NoScreenBreaksAWord) {
  const std::string store = (folder_ / "history").string();
  ASSERT_EQ(call({"history", "add", reference(), other_, "--store", store}).end, "0");
  for (const std::vector<std::string>& verb :
       {std::vector<std::string>{"table", reference()},
        {"table", reference(), "--workload", "overload"},
        {"show", reference(), "event/"},
        {"compare", reference(), other_, "--subject", "kernel"},
        {"compare", reference(), other_, "--subject", "kernel", "--all"},
        {"contexts", reference(), "--reports", data_file("../../results/reference").string()},
        {"advise", reference(), "--context", "softirq", "--wake", "block", "--size", "256"},
        {"history", "list", "--store", store},
        {"history", "show", "--store", store, "event/"},
        {"spread", reference(), other_},
        {"runs", "--results", (folder_ / "runs").string()}})
    EXPECT_EQ(broken_words(verb), std::set<std::string>{}) << verb.front() << " " << verb[1];
}

INSTANTIATE_TEST_SUITE_P(Columns, InColumns, testing::Values(20, 40, 60, 80));

}  // namespace
}  // namespace kuipc::report
