// SPDX-License-Identifier: Apache-2.0
#include "join.h"

#include "support.h"

namespace kuipc::report {
namespace {

Json counted_machine() {
  return {{"clock", "counted"},
          {"accel", "tcg"},
          {"cpu_model", "qemu64"},
          {"cpus", 1},
          {"qemu", "7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)"}};
}

TEST(Fingerprint, IsStableForEver) {
  EXPECT_EQ(fingerprint(counted_machine()), "bb37208491f72653");
}

TEST(Fingerprint, IgnoresWhatDoesNotMatter) {
  Json machine = counted_machine();
  machine["qemu"] = "QEMU emulator version 7.2.22 (rebuilt)";
  machine["accel_reason"] = "asked for";
  machine["initramfs_sha256"] = "x";
  machine["host"] = {{"cpu_model", "another host"}};
  EXPECT_EQ(fingerprint(machine), fingerprint(counted_machine()));
}

TEST(Fingerprint, ChangesWithEachFieldThatMatters) {
  const Json others = {{"clock", "wall"}, {"accel", "kvm"}, {"cpu_model", "max"},
                       {"cpus", 2},       {"qemu", "9.0"},  {"memory_mb", 1024}};
  for (const auto& [key, value] : others.items()) {
    Json machine = counted_machine();
    machine[key] = value;
    EXPECT_NE(fingerprint(machine), fingerprint(counted_machine())) << key;
  }
}

TEST(Fingerprint, OfNanosecondsNamesTheHost) {
  Json here = counted_machine();
  here["clock"] = "wall";
  Json there = here;
  here["host"] = {{"cpu_model", "one"}};
  there["host"] = {{"cpu_model", "two"}};
  EXPECT_NE(fingerprint(here), fingerprint(there));
}

TEST(Join, KeepsWhatTheHarnessAddsAndItDoesNotKnow) {
  Parts parts;
  parts.environment = {{"machine", {{"clocksource", "tsc"}}}, {"run", {{"warnings", {"w"}}}}};
  parts.host = {{"id", "x"}, {"tag", ""}, {"host", {{"os", "Debian"}}}};
  parts.warnings = {"more"};
  const Json result = join(parts, {"finished", kFine, ""});
  EXPECT_EQ(result["schema"], "kuipc.result/1");
  EXPECT_EQ(result["machine"]["clocksource"], "tsc");
  EXPECT_EQ(result["machine"]["host"]["os"], "Debian");
  EXPECT_EQ(result["run"]["warnings"], (Json{"w", "more"}));
  EXPECT_FALSE(result["run"].contains("tag"));
}

TEST(Join, OfARunThatDiedAtOnceIsStillAResult) {
  Parts parts;
  parts.host = {{"id", "x"}};
  Result result;
  EXPECT_NO_THROW(convert(join(parts, {"panic", kKernelFailed, "the kernel panicked"}), result));
  EXPECT_EQ(result.run.detail, "the kernel panicked");
  EXPECT_EQ(result.machine.clock, Clock::kUnknown);
}

}  // namespace
}  // namespace kuipc::report
