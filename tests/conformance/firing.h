// SPDX-License-Identifier: Apache-2.0
// For the tests of what the kernel starts: a control node to order messages from, and an ear.
#pragma once

#include <poll.h>

#include <array>
#include <stdexcept>

#include "common/fire.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {

constexpr __u64 millisecond = 1000000;  // in nanoseconds, as FIRE wants them

template <class T>
class FiringTest : public ::testing::Test {
 protected:
  static constexpr __u32 size = static_cast<__u32>(T::info.event_size.value_or(64));

  static bool offers(__u32 context) {
    constexpr std::array<__u32, KUIPC_FIRE_CONTEXTS> bit_needed{
        KUIPC_STARTS_TASK,    KUIPC_STARTS_KTHREAD, KUIPC_STARTS_SOFTIRQ,
        KUIPC_STARTS_HARDIRQ, KUIPC_STARTS_SOFTIRQ, KUIPC_STARTS_KTHREAD};
    return (ControlNode(T::info.stem).info().starts & bit_needed.at(context)) != 0;
  }
  // Those in which FIRE returns before its messages are sent: all but the caller's own task.
  static std::vector<__u32> contexts_beside_us() {
    std::vector<__u32> contexts;
    for (__u32 context = KUIPC_FIRE_KTHREAD; context < KUIPC_FIRE_CONTEXTS; ++context)
      if (offers(context)) contexts.push_back(context);
    if (contexts.empty()) throw std::runtime_error("no context offered");
    return contexts;
  }
  static __u32 an_offered_context() { return contexts_beside_us().front(); }

  long fire(const kuipc_fire& order) const {
    return outcome(ioctl(control_.get(), KUIPC_IOC_FIRE, &order));
  }
  long stop() const { return outcome(ioctl(control_.get(), KUIPC_IOC_FIRE_STOP)); }
  [[nodiscard]] kuipc_fire_status status() const {
    kuipc_fire_status status{};
    checked(ioctl(control_.get(), KUIPC_IOC_FIRE_STATUS, &status), "ioctl FIRE_STATUS", stem<T>());
    return status;
  }
  [[nodiscard]] bool ends() const {
    return eventually([this] { return status().running == 0; });
  }

  // The same order again and again until least messages were sent: a job that a stalled machine
  // made late skips what is beyond a burst. What all of them sent, lost and skipped, and the first
  // error.
  [[nodiscard]] kuipc_fire_status fire_until_sent(const kuipc_fire& order, __u64 least) const {
    kuipc_fire_status all{};
    EXPECT_TRUE(eventually([&] {
      if (fire(order) != 0 || !ends()) return false;
      const kuipc_fire_status one = status();
      all.sent += one.sent;
      all.dropped += one.dropped;
      all.skipped += one.skipped;
      if (all.error == 0) all.error = one.error;
      return all.sent >= least;
    }));
    return all;
  }

  // Messages heard until none comes for a while. visit gets the bytes of each that has any.
  template <class Visit>
  static __u64 hear_all(T& transport, Visit&& visit) {
    std::vector<std::byte> room(4096);
    __u64 heard = 0;
    pollfd readable{transport.event_descriptor(), POLLIN, 0};
    while (poll(&readable, 1, 100) > 0) {
      const Heard one = transport.hear(room);
      heard += one.messages;
      if (one.length > 0) visit(std::span(room).first(one.length));
    }
    return heard;
  }
  static __u64 hear_all(T& transport) {
    return hear_all(transport, [](std::span<const std::byte>) {});
  }

  Descriptor control_ = open_control<T>();
};

}  // namespace kuipc::conformance
