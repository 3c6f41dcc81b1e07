// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/process.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <exception>

#include "tests/fuzz/become.h"
#include "tests/fuzz/family.h"
#include "tests/fuzz/ports.h"

namespace kuipc::fuzz {
namespace {

struct Family {
  Part part;
  void (*step)(Worker&);
};

constexpr std::array<Family, 18> families{{{Part::noop, step_noop},
                                           {Part::ioctl, step_ioctl},
                                           {Part::chardev, step_chardev},
                                           {Part::sockopt, step_sockopt},
                                           {Part::netlink, step_netlink},
                                           {Part::procfs, step_procfs},
                                           {Part::eventfd, step_eventfd},
                                           {Part::signal, step_signal},
                                           {Part::sockopt_text, step_sockopt_text},
                                           {Part::netfilter, step_netfilter},
                                           {Part::sysctl, step_sysctl},
                                           {Part::modparam, step_modparam},
                                           {Part::debugfs, step_debugfs},
                                           {Part::seqfile, step_seqfile},
                                           {Part::unixsock, step_unixsock},
                                           {Part::control, step_control},
                                           {Part::io_uring, step_uring},
                                           {Part::rights, step_rights}}};

void make_steps(Worker& worker, bool recorded) {
  std::vector<Family> now;
  for (const Family& family : families) {
    if (!worker.process.now.has(family.part)) continue;
    // Orders and io_uring have the kernel begin threads: a call of theirs costs many others.
    now.insert(now.end(), index_of(family.part) < transports ? 3 : 1, family);
  }
  if (now.empty()) return;
  Process& process = worker.process;
  for (unsigned i = 0; i < process.role.steps && !process.shared.found; ++i) {
    worker.random.of(now).step(worker);
    if (recorded && process.kcov->is_filling()) process.kcov->fold(process.shared, process.symbols);
  }
}

void* make_steps_beside(void* argument) {
  Process& process = *static_cast<Process*>(argument);
  try {
    Worker worker(process, derived(process.seed, 2, static_cast<std::uint64_t>(gettid())));
    make_steps(worker, false);
  } catch (const std::exception&) {  // no memory for its buffers: the others go on
  }
  return nullptr;
}

void make_calls(Process& process) {
  Worker worker(process, derived(process.seed, 1, 0));
  const bool listens = process.role.work == Role::Work::listens;
  const int raw = listens ? open_icmp() : -1;
  become(worker);
  if (listens) return listen_on_ports_of_others(worker, raw);
  if (process.kcov != nullptr) process.kcov->enable(process.shared);
  if (process.role.work == Role::Work::loads) return load_and_unload(process);
  for (unsigned i = 0; i < process.role.more_threads; ++i) {
    pthread_t thread{};
    pthread_create(&thread, nullptr, make_steps_beside, &process);
  }
  make_steps(worker, process.kcov != nullptr);
  if (process.kcov != nullptr) process.kcov->fold(process.shared, process.symbols);
}

}  // namespace

Role loader(std::uint64_t seed) {
  Random random(derived(seed, 6, 0));
  Role role;
  role.work = Role::Work::loads;
  role.more_threads = static_cast<unsigned>(random.below(3));
  role.steps = 10000;
  return role;
}

Role any_role(const Parts& parts, std::uint64_t seed, bool may_load) {
  Random random(derived(seed, 3, 0));
  Role role;
  role.steps = 1000 + static_cast<unsigned>(random.below(20000));
  role.more_threads = static_cast<unsigned>(random.below(3));
  if (may_load && parts.has(Part::modules) && random.once_in(6)) {
    role = loader(seed);
    role.steps = 12;
    return role;
  }
  if (parts.has(Part::strangers) && random.once_in(5)) {
    role.work = Role::Work::listens;
    role.who = Role::Who::user;
    role.steps = 60;
    return role;
  }
  if (parts.has(Part::users) && random.once_in(8))
    role.who = random.once_in(2) ? Role::Who::was_root : Role::Who::user;
  if (parts.has(Part::namespaces)) {
    if (random.once_in(20)) role.who = Role::Who::root_of_its_own;
    role.own_network = random.once_in(12);
    role.own_mounts = random.once_in(12);
  }
  role.little_memory = parts.has(Part::memory) && random.once_in(10);
  return role;
}

// No destructor and no exit handler of the parent's runs here: they are not the child's.
void run(Process& process) {
  int status = 0;
  try {
    make_calls(process);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kuipc-fuzz: a process could not go on: %s\n", error.what());
    status = 1;
  }
  _exit(status);
}

}  // namespace kuipc::fuzz
