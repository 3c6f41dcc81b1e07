// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/tell.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace kuipc::fuzz {
namespace {

constexpr std::uint64_t enough_calls = 2000;  // to speak of a share

// Where KCOV sees nobody: it records what a task does for itself.
struct Unseen {
  std::string_view function, where;
};
constexpr std::array<Unseen, 21> not_a_tasks{{
    {"fire_thread", "a kernel thread"},
    {"fire_work", "a work item"},
    {"fire_tasklet", "a tasklet"},
    {"fire_expired", "a timer's interrupt"},
    {"fire_timed_burst", "a timer's interrupt, a tasklet or a work item"},
    {"fire_deferred", "a tasklet or a work item"},
    {"sockopt_sweep_work", "a work item"},
    {"netfilter_hook", "softirq"},
    {"netfilter_emit", "softirq"},
    {"netfilter_log_add", "softirq"},
    {"unixsock_thread", "a kernel thread"},
    {"unixsock_serve", "a kernel thread"},
    {"unixsock_receive", "a kernel thread"},
    {"unixsock_handle", "a kernel thread"},
    {"unixsock_answer", "a kernel thread"},
    {"unixsock_next_bytes", "a kernel thread"},
    {"unixsock_have_consumed", "a kernel thread"},
    {"unixsock_consume", "softirq"},
    {"netfilter_net_exit", "a work item of the network namespaces, or an exit"},
    {"kuipc_netlink_net_exit", "a work item of the network namespaces, or an exit"},
    {"netfilter_net_pre_exit", "a work item of the network namespaces, or an exit"},
}};

std::string_view where_of(std::string_view name) {
  for (const Unseen& unseen : not_a_tasks)
    if (unseen.function == name) return unseen.where;
  return {};
}

}  // namespace

bool tell_counts(const Shared& shared, const Parts& parts) {
  bool enough = true;
  std::printf("%-14s %10s %10s %6s\n", "interface", "calls", "succeeded", "share");
  for (std::size_t i = 0; i < interfaces; ++i) {
    const std::uint64_t calls = shared.counts[i].calls;
    const std::uint64_t succeeded = shared.counts[i].succeeded;
    if (calls == 0 && !parts.has(static_cast<Part>(i))) continue;
    const double share =
        calls == 0 ? 0 : static_cast<double>(succeeded) / static_cast<double>(calls);
    const bool too_few = calls >= enough_calls && share < 0.1;
    std::printf("%-14s %10lu %10lu %5.1f%%%s\n", part_names[i].data(), calls, succeeded,
                100 * share, too_few ? "  less than a tenth" : "");
    enough = enough && !too_few;
  }
  std::printf("%-14s %10lu\n", "all", shared.calls());
  return enough;
}

void tell_coverage(const Shared& shared, const Symbols& symbols) {
  std::vector<std::string> never, elsewhere;
  for (std::size_t i = 0; i < symbols.functions(); ++i) {
    if (shared.entered[i]) continue;
    const std::string& name = symbols.name(i);
    const std::string_view where = where_of(name);
    if (where.empty())
      never.push_back(name);
    else
      elsewhere.push_back(name + ", " + std::string(where));
  }
  const std::size_t entered = symbols.functions() - never.size() - elsewhere.size();
  std::printf("of %zu functions of the modules tasks entered %zu\n", symbols.functions(), entered);
  for (auto* names : {&never, &elsewhere}) std::sort(names->begin(), names->end());
  for (const std::string& name : elsewhere) std::printf("  not a task's own: %s\n", name.c_str());
  for (const std::string& name : never) std::printf("  never entered: %s\n", name.c_str());
}

}  // namespace kuipc::fuzz
