// SPDX-License-Identifier: Apache-2.0
// noop: the floor has no data and so is no transport, but it has a node, a module and a rule of
// access.
#include "common/noop.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

constexpr const char* node = "/dev/" KUIPC_NOOP_NODE;

TEST(NoopTest, TheCallSucceeds) {
  const Descriptor file = open_file(node, O_RDWR);
  EXPECT_EQ(outcome(ioctl(file.get(), KUIPC_NOOP)), 0);
}

TEST(NoopTest, AnotherCommandIsRefused) {
  const Descriptor file = open_file(node, O_RDWR);
  EXPECT_EQ(outcome(ioctl(file.get(), _IO(KUIPC_IOC_TYPE, 0xFF))), -ENOTTY);
}

TEST(NoopTest, OpeningWithoutTheCapabilityIsRefused) {
  EXPECT_EQ(in_child([] {
              drop_net_admin();
              return error_of([] { open_file(node, O_RDWR); });
            }),
            EPERM);
}

TEST(NoopTest, AnOrdinaryUserIsRefused) {
  EXPECT_EQ(in_child([] {
              become_user(1000);
              return error_of([] { open_file(node, O_RDWR); });
            }),
            EACCES);
}

TEST(NoopTest, ItCarriesNoMessage) {
  EXPECT_EQ(ControlNode("noop").info().largest_message, 0U);
}

TEST(NoopTest, AnOpenFilePinsTheModule) {
  const Descriptor file = open_file(node, O_RDWR);
  EXPECT_EQ(unload("noop"), EWOULDBLOCK);
}

TEST(NoopTest, TheModuleGoesAndLeavesNothing) {
  EXPECT_EQ(unload("noop"), 0);
  EXPECT_EQ(traces_of("noop"), std::vector<std::string>{});
  EXPECT_EQ(load("noop"), 0);
}

}  // namespace
}  // namespace kuipc::conformance
