// SPDX-License-Identifier: Apache-2.0
// Making the kernel start messages, from the user side: common/fire.h.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/control_node.h"
#include "common/fire.h"

namespace kuipc {

// The contexts in the order of KUIPC_FIRE_*, by the names that rows carry.
inline constexpr std::string_view context_names[KUIPC_FIRE_CONTEXTS] = {
    "task", "kthread", "softirq", "hardirq", "hardirq+tasklet", "hardirq+work"};

// The bit of kuipc_info.starts that a transport needs to fire from context.
std::uint32_t needed_to_start(std::uint32_t context);

// A job from its order to its log. The order is given by a thread of its own on the CPU named,
// since a timer fires where it was armed and a kernel thread runs where its starter may, and since
// in context task that thread is the sender.
class FireJob {
 public:
  // Throws std::system_error naming FIRE when the module refuses the order.
  FireJob(std::string_view stem, const kuipc_fire& order, int cpu);
  FireJob(const FireJob&) = delete;
  FireJob& operator=(const FireJob&) = delete;
  ~FireJob();

  [[nodiscard]] kuipc_fire_status status() const;

  // Waits until the sender is through: a reader can have the last message before the sender has
  // booked it. Throws std::system_error when the task that was to send could not.
  [[nodiscard]] kuipc_fire_status wait();

  // One record for each message sent, at most KUIPC_FIRE_LOG. To be read once, when the job is
  // over.
  [[nodiscard]] std::vector<kuipc_fire_record> log() const;

 private:
  ControlNode node_;
  pid_t sender_ = -1;
};

}  // namespace kuipc
