// SPDX-License-Identifier: Apache-2.0
// ioctl's particulars: the descriptor, its three commands, and a message that stays.
#include "common/ioctl.h"
#include "tests/conformance/modules.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {
namespace {

class IoctlTest : public ::testing::Test {
 protected:
  long call(unsigned long command, std::span<const std::byte> from, std::span<std::byte> to) {
    descriptor_ = {reinterpret_cast<__u64>(from.data()), reinterpret_cast<__u64>(to.data()),
                   static_cast<__u32>(from.size()), static_cast<__u32>(to.size())};
    return outcome(ioctl(file_.get(), command, &descriptor_));
  }

  Descriptor file_ = open_file("/dev/" KUIPC_IOCTL_NODE, O_RDWR);
  kuipc_ioctl descriptor_{};
  Message message_{64};
  std::vector<std::byte> room_ = std::vector<std::byte>(128);
};

TEST_F(IoctlTest, ExchangeStoresTheLength) {
  EXPECT_EQ(call(KUIPC_IOCTL_EXCHANGE, message_.bytes(), room_), 0);
  EXPECT_EQ(descriptor_.receive_length, 64U);
}

TEST_F(IoctlTest, PullGivesWhatPushLeft) {
  EXPECT_EQ(call(KUIPC_IOCTL_PUSH, message_.bytes(), {}), 0);
  EXPECT_EQ(call(KUIPC_IOCTL_PULL, {}, room_), 0);
  message_.expect(std::span(room_).first(descriptor_.receive_length), "pull");
}

TEST_F(IoctlTest, PullGivesWhatExchangeLeft) {
  EXPECT_EQ(call(KUIPC_IOCTL_EXCHANGE, message_.bytes(), room_), 0);
  std::vector<std::byte> again(128);
  EXPECT_EQ(call(KUIPC_IOCTL_PULL, {}, again), 0);
  message_.expect(std::span(again).first(descriptor_.receive_length), "pull");
}

TEST_F(IoctlTest, AFileWithoutAMessageGivesNoBytes) {
  EXPECT_EQ(call(KUIPC_IOCTL_PULL, {}, room_), 0);
  EXPECT_EQ(descriptor_.receive_length, 0U);
}

TEST_F(IoctlTest, AMessageOfNoBytesIsOne) {
  call(KUIPC_IOCTL_PUSH, message_.bytes(), {});
  EXPECT_EQ(call(KUIPC_IOCTL_EXCHANGE, {}, room_), 0);
  EXPECT_EQ(descriptor_.receive_length, 0U);
}

TEST_F(IoctlTest, ARoomTooSmallLeavesTheMessage) {
  call(KUIPC_IOCTL_PUSH, message_.bytes(), {});
  EXPECT_EQ(call(KUIPC_IOCTL_PULL, {}, std::span(room_).first(63)), -EMSGSIZE);
  EXPECT_EQ(call(KUIPC_IOCTL_PULL, {}, room_), 0);
  message_.expect(std::span(room_).first(descriptor_.receive_length), "after a short pull");
}

TEST_F(IoctlTest, AFaultingPullLeavesTheMessage) {
  call(KUIPC_IOCTL_PUSH, message_.bytes(), {});
  const Fenced memory(4096);
  EXPECT_EQ(call(KUIPC_IOCTL_PULL, {}, memory.unmapped()), -EFAULT);
  EXPECT_EQ(call(KUIPC_IOCTL_PULL, {}, room_), 0);
  EXPECT_EQ(descriptor_.receive_length, 64U);
}

TEST_F(IoctlTest, AFaultingPushLeavesNoMessage) {
  call(KUIPC_IOCTL_PUSH, message_.bytes(), {});
  const Fenced memory(4096);
  EXPECT_EQ(call(KUIPC_IOCTL_PUSH, memory.unmapped(), {}), -EFAULT);
  EXPECT_EQ(call(KUIPC_IOCTL_PULL, {}, room_), 0);
  EXPECT_EQ(descriptor_.receive_length, 0U);
}

TEST_F(IoctlTest, AnUnmappedDescriptorIsAFault) {
  const Fenced memory(4096);
  EXPECT_EQ(outcome(ioctl(file_.get(), KUIPC_IOCTL_EXCHANGE, memory.unmapped().data())), -EFAULT);
}

TEST_F(IoctlTest, AHugeLengthIsRefusedBeforeAnythingIsCopied) {
  kuipc_ioctl huge{0, 0, 0xFFFFFFFFU, 0xFFFFFFFFU};
  EXPECT_EQ(outcome(ioctl(file_.get(), KUIPC_IOCTL_PUSH, &huge)), -EMSGSIZE);
}

TEST_F(IoctlTest, AnotherCommandIsRefused) {
  EXPECT_EQ(outcome(ioctl(file_.get(), _IO(KUIPC_IOC_TYPE, 0xFF), 0)), -ENOTTY);
}

TEST_F(IoctlTest, ACommandOfTheRightNumberAndTheWrongSizeIsRefused) {
  EXPECT_EQ(outcome(ioctl(file_.get(), _IOWR(KUIPC_IOC_TYPE, 0x20, int), 0)), -ENOTTY);
}

TEST_F(IoctlTest, AnOpenFilePinsTheModule) {
  EXPECT_EQ(unload("ioctl"), EWOULDBLOCK);
}

}  // namespace
}  // namespace kuipc::conformance
