// SPDX-License-Identifier: Apache-2.0
// The schema. golden/result-1.json is the first version's file and stays readable for ever: never
// edit it to make a test pass.
#include "result.h"

#include "decode.h"
#include "files.h"
#include "support.h"

namespace kuipc::report {
namespace {

Json golden() {
  return read_json(data_file("golden/result-1.json"));
}

std::string problem_with(const Json& json) {
  try {
    Result result;
    convert(json, result);
  } catch (const DecodeError& error) {
    return error.what();
  }
  return "none";
}

TEST(Schema, ReadsVersionOneForEver) {
  const Result r = read_result(data_file("golden/result-1.json"));
  EXPECT_EQ(r.run.id, "20261121T221800Z");
  EXPECT_EQ(r.run.ended, "finished");
  EXPECT_EQ(r.run.command, (std::vector<std::string>{"./run_bench.sh", "--filter", "echo/.*"}));
  EXPECT_EQ(r.machine.clock, Clock::kCounted);
  EXPECT_EQ(r.machine.accel, "tcg");
  EXPECT_EQ(r.machine.cpus, 1U);
  EXPECT_EQ(r.subject.kernel.release, "6.1.0-56-cloud-amd64");
  EXPECT_EQ(r.subject.kernel.mitigations.at("meltdown"), "Not affected");
  EXPECT_EQ(r.subject.kuipc.dirty, false);
  ASSERT_EQ(r.rows.size(), 5U);
  const Row& row = r.rows[2];
  EXPECT_EQ(row.label(), "netlink.libnl");
  EXPECT_EQ(row.size, 64U);
  EXPECT_EQ(row.syscalls, 3);
  EXPECT_EQ(row.starts, (std::vector<std::string>{"task", "kthread", "softirq"}));
  ASSERT_NE(row.cost(), nullptr);
  EXPECT_EQ(row.cost()->unit, "insn");
  EXPECT_EQ(row.cost()->median, 6120);
  EXPECT_EQ(row.cost()->sensitivity, 0.0011);
  EXPECT_EQ(row.cost()->repetitions, (std::vector<double>{6120, 6120}));
  EXPECT_EQ(r.rows[3].status, RowStatus::kSkipped);
  EXPECT_EQ(r.rows[4].ctx, "softirq");
  EXPECT_EQ(r.rows[4].intended, 2000U);
}

TEST(Schema, IgnoresKeysItDoesNotKnow) {
  Json json = golden();
  json["later"] = {1, 2};
  json["benchmarks"][0]["later"] = "x";
  EXPECT_EQ(problem_with(json), "none");
}

TEST(Schema, TakesNullAsAbsent) {
  Json json = golden();
  json["run"]["tag"] = nullptr;
  json["benchmarks"][1]["metrics"]["latency"]["p99"] = nullptr;
  EXPECT_EQ(problem_with(json), "none");
}

TEST(Schema, NamesThePathOfTheOffendingField) {
  Json json = golden();
  json["benchmarks"][1]["metrics"]["latency"]["median"] = "fast";
  EXPECT_EQ(problem_with(json),
            "benchmarks[1].metrics.latency.median: must be a number, is string");
  json = golden();
  json["machine"]["clock"] = "sundial";
  EXPECT_EQ(problem_with(json), "machine.clock: must be one of counted, wall");
  json = golden();
  json["run"]["command"][1] = 7;
  EXPECT_EQ(problem_with(json), "run.command[1]: must be a string, is number");
}

TEST(Schema, InsistsOnWhatMakesARowASeries) {
  for (const char* key : {"name", "workload", "status"}) {
    Json json = golden();
    json["benchmarks"][0].erase(key);
    EXPECT_EQ(problem_with(json), std::string("benchmarks[0].") + key + ": is missing");
  }
  Json json = golden();
  json["benchmarks"][1]["primary"] = "speed";
  EXPECT_EQ(problem_with(json), "benchmarks[1].primary: names no metric of this row");
  json = golden();
  json["benchmarks"][1]["name"] = "push/ioctl/size:64";
  EXPECT_EQ(problem_with(json), "benchmarks[1].name: does not begin with its workload");
  json = golden();
  json["benchmarks"][1]["metrics"]["latency"].erase("median");
  EXPECT_EQ(problem_with(json), "benchmarks[1].metrics.latency.median: is missing");
}

TEST(Schema, RefusesTheSameNameTwice) {
  Json json = golden();
  json["benchmarks"].push_back(json["benchmarks"][0]);
  EXPECT_EQ(problem_with(json), "benchmarks: floor/syscall is there twice");
}

TEST(Schema, RefusesCountsThatAreNone) {
  Json json = golden();
  json["benchmarks"][1]["size"] = -1;
  EXPECT_EQ(problem_with(json), "benchmarks[1].size: must not be negative");
  json["benchmarks"][1]["size"] = 64.5;
  EXPECT_EQ(problem_with(json), "benchmarks[1].size: must be a whole number, is number");
  json["benchmarks"][1]["size"] = 18446744073709551615U;
  EXPECT_EQ(problem_with(json), "benchmarks[1].size: is larger than any count can be");
}

}  // namespace
}  // namespace kuipc::report
