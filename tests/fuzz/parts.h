// SPDX-License-Identifier: Apache-2.0
// What a run is made of, by name: the interfaces that are called and counted, and what disturbs the
// callers meanwhile. --only names some of them, and so a failure is reduced.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

namespace kuipc::fuzz {

// The transports first, each by its stem.
enum class Part : std::uint8_t {
  noop,
  ioctl,
  chardev,
  sockopt,
  netlink,
  procfs,
  eventfd,
  signal,
  sockopt_text,
  netfilter,
  sysctl,
  modparam,
  debugfs,
  seqfile,
  unixsock,
  control,     // the control nodes, FIRE and its log
  io_uring,    // operations on any of the files above
  rights,      // descriptors that one process sends to another
  modules,     // loading and unloading
  strangers,   // an ordinary user on the ports of others
  faults,      // allocations and user copies that fail
  stalls,      // memory whose page never comes
  kills,       // SIGKILL in the middle
  cpus,        // that go offline and come back
  memory,      // that comes to its end, in a memory cgroup
  users,       // of uid 1000
  namespaces,  // of users, networks and mounts
  scheduling,  // classes and nice values
};

inline constexpr std::size_t transports = 15;
inline constexpr std::size_t interfaces = 20;
inline constexpr std::size_t all_parts = 28;

inline constexpr std::array<std::string_view, all_parts> part_names{
    "noop",     "ioctl",        "chardev",   "sockopt", "netlink",  "procfs",     "eventfd",
    "signal",   "sockopt_text", "netfilter", "sysctl",  "modparam", "debugfs",    "seqfile",
    "unixsock", "control",      "io_uring",  "rights",  "modules",  "strangers",  "faults",
    "stalls",   "kills",        "cpus",      "memory",  "users",    "namespaces", "scheduling"};

constexpr std::size_t index_of(Part part) {
  return static_cast<std::size_t>(part);
}

class Parts {
 public:
  [[nodiscard]] bool has(Part part) const { return set_[index_of(part)]; }
  void add(Part part) { set_.set(index_of(part)); }
  void add(const Parts& more) { set_ |= more.set_; }
  void remove(Part part) { set_.reset(index_of(part)); }
  [[nodiscard]] Parts both(const Parts& other) const {
    Parts common;
    common.set_ = set_ & other.set_;
    return common;
  }
  [[nodiscard]] bool empty() const { return set_.none(); }

  static Parts all() {
    Parts parts;
    parts.set_.set();
    return parts;
  }
  // Names with commas between them; throws std::invalid_argument for one that there is not.
  static Parts named(std::string_view names);
  [[nodiscard]] std::string names() const;

 private:
  std::bitset<all_parts> set_;
};

}  // namespace kuipc::fuzz
