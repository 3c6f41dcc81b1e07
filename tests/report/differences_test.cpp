// SPDX-License-Identifier: Apache-2.0
// What is said to differ between two subjects, and which of it can change a number.
#include "differences.h"

#include "made_side.h"
#include "steps.h"

namespace kuipc::report {
namespace {

Subject subject() {
  return made_result({}).subject;
}

TEST(Differences, AreNoneBetweenASubjectAndItself) {
  EXPECT_TRUE(subject_differences(subject(), subject()).empty());
}

TEST(Differences, OfTheCommandLineAreTheKernels) {
  Subject head = subject();
  head.kernel.cmdline = "mitigations=off";
  head.kernel.mitigations["meltdown"] = "Vulnerable";
  const auto found = subject_differences(subject(), head);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].part, "command line");
  EXPECT_EQ(found[1].field, "mitigations.meltdown");
  EXPECT_TRUE(differs(found, "kernel"));
  EXPECT_FALSE(differs(found, "kuipc"));
}

TEST(Differences, OfACommitDoNotMatterWhereTheBytesAreTheSame) {
  Subject head = subject();
  head.kuipc.commit = "2222222";
  const auto found = subject_differences(subject(), head);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found.front().matters);
  EXPECT_FALSE(differs(found, "kuipc"));
  head.kuipc.modules_sha256 = "other modules";
  EXPECT_TRUE(differs(subject_differences(subject(), head), "kuipc"));
}

TEST(Differences, OfModulesAreTheKernelsWhereTheKernelDiffers) {
  Subject head = subject();
  head.kernel.image_sha256 = "other image";
  head.kernel.release = "6.12.0";
  head.kuipc.modules_sha256 = "built against it";
  const auto found = subject_differences(subject(), head);
  EXPECT_TRUE(differs(found, "kernel"));
  EXPECT_FALSE(differs(found, "kuipc"));
}

TEST(Differences, OfTheHarnessAreKuipcs) {
  Subject head = subject();
  head.kuipc.harness_sha256 = "another";
  EXPECT_TRUE(differs(subject_differences(subject(), head), "kuipc"));
}

TEST(MachineDifferences, NameTheFieldsOrAtLeastTheFingerprint) {
  Machine base;
  base.fingerprint = "a";
  Machine head = base;
  EXPECT_TRUE(machine_differences(base, head).empty());
  head.fingerprint = "b";
  EXPECT_EQ(machine_differences(base, head).front().field, "fingerprint");
  head.memory_mb = 1024;
  EXPECT_EQ(machine_differences(base, head).front().field, "memory_mb");
}

TEST(MachineDifferences, OfTheHostCountOnlyInNanoseconds) {
  Machine base;
  base.fingerprint = "a";
  base.clock = Clock::kWall;
  Machine head = base;
  head.fingerprint = "b";
  head.host.cpu_model = "another";
  EXPECT_EQ(machine_differences(base, head).front().field, "host.cpu_model");
}

TEST(Releases, AreInTheOrderOfTheirNumbers) {
  EXPECT_TRUE(release_before("6.1.0-56-cloud-amd64", "6.12.117+deb12-cloud-amd64"));
  EXPECT_TRUE(release_before("6.1.9", "6.1.10"));
  EXPECT_FALSE(release_before("6.1.0", "6.1.0"));
}

AcceptedStep step_at(const std::string& subject, const std::string& at) {
  return {"^", std::regex("^"), subject, at, 5, "because", "abcdef1"};
}

TEST(AcceptedStepsInOrder, OfKernelsAreCrossedOnce) {
  Subject old = subject();
  Subject now = subject();
  now.kernel.release = "6.12.0";
  const AcceptedStep step = step_at("kernel", "6.6.0");
  EXPECT_EQ(crosses(step, old, now, "."), std::optional(true));
  EXPECT_EQ(crosses(step, now, now, "."), std::optional(false));
  EXPECT_EQ(crosses(step, old, old, "."), std::optional(false));
  old.kernel.release.clear();
  EXPECT_EQ(crosses(step, old, now, "."), std::nullopt);
}

TEST(AcceptedStepsInOrder, OfKuipcAreAskedOfGit) {
  const Folder folder;
  const std::string git = "git -C '" + folder.path().string() + "' -c user.name=n -c user.email=e ";
  const auto commit = [&](const char* message) {
    EXPECT_EQ(std::system((git + "commit -q --allow-empty -m " + message).c_str()), 0);
    EXPECT_EQ(std::system((git + "rev-parse HEAD > '" + (folder / "id").string() + "'").c_str()),
              0);
    return content_of(folder / "id").substr(0, 40);
  };
  ASSERT_EQ(std::system((git + "init -q").c_str()), 0);
  Subject before = subject();
  before.kuipc.commit = commit("one");
  const std::string at = commit("two");
  Subject after = subject();
  after.kuipc.commit = commit("three");
  EXPECT_EQ(crosses(step_at("kuipc", at), before, after, folder.path()), std::optional(true));
  EXPECT_EQ(crosses(step_at("kuipc", before.kuipc.commit), before, after, folder.path()),
            std::optional(false));
  EXPECT_EQ(crosses(step_at("kuipc", "0123456789"), before, after, folder.path()), std::nullopt);
  EXPECT_EQ(crosses(step_at("kuipc", "--version"), before, after, folder.path()), std::nullopt);
}

}  // namespace
}  // namespace kuipc::report
