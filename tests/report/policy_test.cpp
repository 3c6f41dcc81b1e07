// SPDX-License-Identifier: Apache-2.0
// The thresholds file: what it may say, and that nothing wrong in it goes unnoticed.
#include "policy.h"

#include "support.h"

namespace kuipc::report {
namespace {

class Thresholds : public testing::Test {
 protected:
  Policy read(const std::string& text) {
    put(folder_ / "thresholds.json", text);
    return read_policy(folder_ / "thresholds.json");
  }
  std::string refusal(const std::string& rest) {
    return failure_of([&] { read(R"({"schema": "kuipc.thresholds/1", )" + rest + "}"); });
  }

 private:
  Folder folder_;
};

TEST_F(Thresholds, OfTheRepositoryAreThoseThatAreBuiltIn) {
  const Policy file =
      read_policy(std::filesystem::path(KUIPC_TEST_DATA) / "../../results/thresholds.json");
  const Policy built_in;
  EXPECT_EQ(file.instructions, built_in.instructions);
  EXPECT_EQ(file.counted_percent, built_in.counted_percent);
  EXPECT_EQ(file.perturbed_percent, built_in.perturbed_percent);
  EXPECT_EQ(file.sensitivity_times, built_in.sensitivity_times);
  EXPECT_EQ(file.history_points, built_in.history_points);
  EXPECT_EQ(file.wall_percent, built_in.wall_percent);
  EXPECT_EQ(file.repetitions, built_in.repetitions);
  EXPECT_EQ(file.false_discoveries, built_in.false_discoveries);
  EXPECT_EQ(file.confidence, built_in.confidence);
  EXPECT_EQ(file.reference_percent, built_in.reference_percent);
}

TEST_F(Thresholds, AreTakenFromTheLastRuleThatMatches) {
  const Policy policy = read(R"({"schema": "kuipc.thresholds/1", "counted": {"instructions": 7},
    "rows": [{"match": "^event/", "counted_percent": 1, "reason": "r"},
             {"match": "netlink", "counted_percent": 2, "perturbed_percent": 0.5,
              "wall_percent": 9, "reason": "r"}]})");
  EXPECT_EQ(policy.limits("echo/ioctl").instructions, 7);
  EXPECT_EQ(policy.limits("event/ioctl").counted_percent, 1);
  EXPECT_EQ(policy.limits("event/netlink").counted_percent, 2);
  EXPECT_EQ(policy.limits("event/netlink").counted(false), 2);
  EXPECT_EQ(policy.limits("event/netlink").counted(true), 0.5);
  EXPECT_EQ(policy.limits("event/ioctl").counted(true), policy.perturbed_percent);
  EXPECT_EQ(policy.limits("event/netlink").wall_percent, 9);
  EXPECT_EQ(policy.limits("event/ioctl").wall_percent, policy.wall_percent);
}

TEST_F(Thresholds, AreRefusedWithTheirPlace) {
  EXPECT_NE(refusal(R"("counted": {"instruction": 4})").find("counted.instruction: is not one of"),
            std::string::npos);
  EXPECT_NE(refusal(R"("counted": {"percent": -1})").find("counted.percent: must be at least 0"),
            std::string::npos);
  EXPECT_NE(refusal(R"("wall": {"repetitions": 3})").find("wall.repetitions: must be at least 5"),
            std::string::npos);
  EXPECT_NE(refusal(R"("counted": {"sensitivity_times": 0.5})").find("must be at least 1"),
            std::string::npos);
  EXPECT_NE(refusal(R"("rows": [{"match": "((", "reason": "r"}])")
                .find("rows[0].match: is no regular expression"),
            std::string::npos);
  EXPECT_NE(refusal(R"("rows": [{"match": "x", "reason": ""}])").find("rows[0].reason: is empty"),
            std::string::npos);
  EXPECT_NE(failure_of([&] {
              read(R"({"schema": "kuipc.thresholds/2"})");
            }).find("must be kuipc.thresholds/1"),
            std::string::npos);
}

TEST_F(Thresholds, AcceptAStepOnlyWithAReasonAndACommit) {
  const std::string begin =
      R"("accepted": [{"match": "^echo/", "subject": "kuipc", "at": "abcdef0", "percent": 4)";
  EXPECT_NE(refusal(begin + R"(, "commit": "abcdef1"}])").find("accepted[0].reason: is missing"),
            std::string::npos);
  EXPECT_NE(refusal(begin + R"(, "reason": "r"}])").find("accepted[0].commit: is missing"),
            std::string::npos);
  EXPECT_EQ(refusal(begin + R"(, "reason": "r", "commit": "abcdef1"}])"), "no failure");
}

}  // namespace
}  // namespace kuipc::report
