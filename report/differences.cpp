// SPDX-License-Identifier: Apache-2.0
#include "differences.h"

#include <algorithm>
#include <set>

namespace kuipc::report {

namespace {

std::string text_of(const std::optional<std::uint64_t>& number) {
  return number ? std::to_string(*number) : "";
}

std::string text_of(const std::optional<bool>& flag) {
  return !flag ? "" : *flag ? "yes" : "no";
}

// Collects the fields of one part that are not the same on both sides.
class Collector {
 public:
  explicit Collector(std::string part) : part_(std::move(part)) {}

  void compare(const char* field, const std::string& base, const std::string& head,
               bool matters = true) {
    if (base != head) found_.push_back({part_, field, base, head, matters});
  }

  void take(std::vector<Difference>& into) const {
    into.insert(into.end(), found_.begin(), found_.end());
  }

 private:
  std::string part_;
  std::vector<Difference> found_;
};

void compare_kernels(const Kernel& base, const Kernel& head, std::vector<Difference>& into) {
  // One image is one kernel, whatever else is written about it.
  const bool known = !base.image_sha256.empty() && !head.image_sha256.empty();
  const bool may_differ = !known || base.image_sha256 != head.image_sha256;
  Collector kernel("kernel");
  kernel.compare("release", base.release, head.release, may_differ);
  kernel.compare("commit", base.commit, head.commit, may_differ);
  kernel.compare("dirty", text_of(base.dirty), text_of(head.dirty), may_differ);
  kernel.compare("image_sha256", base.image_sha256, head.image_sha256);
  kernel.compare("config_sha256", base.config_sha256, head.config_sha256, may_differ);
  kernel.compare("compiler", base.compiler, head.compiler, may_differ);
  kernel.take(into);
  Collector line("command line");
  line.compare("cmdline", base.cmdline, head.cmdline);
  std::set<std::string> names;
  for (const auto& [name, state] : base.mitigations) names.insert(name);
  for (const auto& [name, state] : head.mitigations) names.insert(name);
  const auto state_of = [](const Kernel& one, const std::string& name) {
    const auto found = one.mitigations.find(name);
    return found == one.mitigations.end() ? std::string() : found->second;
  };
  for (const std::string& name : names)
    line.compare(("mitigations." + name).c_str(), state_of(base, name), state_of(head, name));
  line.take(into);
}

// Modules are built against a kernel, so another kernel makes other modules of the same sources.
void compare_kuipcs(const Subject& base, const Subject& head, std::vector<Difference>& into) {
  const Kuipc& one = base.kuipc;
  const Kuipc& other = head.kuipc;
  const bool same_kernel = base.kernel.image_sha256 == head.kernel.image_sha256;
  const bool known = !one.harness_sha256.empty() && !other.harness_sha256.empty();
  const bool same_harness = known && one.harness_sha256 == other.harness_sha256;
  const bool same_bytes = same_kernel && same_harness && one.modules_sha256 == other.modules_sha256;
  Collector kuipc("kuipc");
  kuipc.compare("commit", one.commit, other.commit, !same_bytes);
  kuipc.compare("dirty", text_of(one.dirty), text_of(other.dirty), !same_bytes);
  kuipc.compare("modules_sha256", one.modules_sha256, other.modules_sha256, same_kernel);
  kuipc.compare("harness_sha256", one.harness_sha256, other.harness_sha256);
  kuipc.compare("compiler", one.compiler, other.compiler, !same_bytes);
  kuipc.compare("libc", one.libc, other.libc);
  kuipc.take(into);
}

}  // namespace

std::vector<Difference> machine_differences(const Machine& base, const Machine& head) {
  if (base.fingerprint == head.fingerprint) return {};
  std::vector<Difference> found;
  Collector machine("machine");
  machine.compare("clock", name_of(base.clock), name_of(head.clock));
  machine.compare("accel", base.accel, head.accel);
  machine.compare("cpu_model", base.cpu_model, head.cpu_model);
  machine.compare("cpus", text_of(base.cpus), text_of(head.cpus));
  machine.compare("memory_mb", text_of(base.memory_mb), text_of(head.memory_mb));
  machine.compare("qemu", base.qemu, head.qemu);
  if (base.clock == Clock::kWall || head.clock == Clock::kWall) {
    machine.compare("host.cpu_model", base.host.cpu_model, head.host.cpu_model);
    machine.compare("host.virtualisation", base.host.virtualisation, head.host.virtualisation);
  }
  machine.take(found);
  // A newer kuipc may hash what this one does not read.
  if (found.empty())
    found.push_back({"machine", "fingerprint", base.fingerprint, head.fingerprint});
  return found;
}

std::vector<Difference> subject_differences(const Subject& base, const Subject& head) {
  std::vector<Difference> found;
  compare_kernels(base.kernel, head.kernel, found);
  compare_kuipcs(base, head, found);
  return found;
}

bool differs(const std::vector<Difference>& differences, const std::string& part) {
  return std::any_of(differences.begin(), differences.end(), [&](const Difference& one) {
    return one.matters && (one.part == part || (part == "kernel" && one.part == "command line"));
  });
}

}  // namespace kuipc::report
