// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/become.h"

#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>

#include "bench/own_network.h"
#include "tests/fuzz/process.h"

namespace kuipc::fuzz {
namespace {

constexpr uid_t ordinary = 1000;
constexpr const char* groups = "/sys/fs/cgroup";
constexpr const char* group = "/sys/fs/cgroup/kuipc-fuzz";
// A process's own memory and some messages: it comes to its end, but not at once.
constexpr const char* little = "12M";

bool write_text(const std::string& path, const std::string& text) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// An alarm gets who waits out of it; what else may come is blocked, and taken where it is looked
// for.
void choose_signals() {
  sigset_t all;
  sigfillset(&all);
  sigdelset(&all, SIGALRM);
  sigdelset(&all, SIGSEGV);
  sigdelset(&all, SIGBUS);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(SIGALRM, &action, nullptr);
  const itimerval often{{0, 100000}, {0, 100000}};
  setitimer(ITIMER_REAL, &often, nullptr);
}

void choose_scheduling(Random& random) {
  const sched_param none{};
  if (random.once_in(6)) sched_setscheduler(0, random.once_in(2) ? SCHED_IDLE : SCHED_BATCH, &none);
  if (random.once_in(4)) setpriority(PRIO_PROCESS, 0, static_cast<int>(random.below(20)));
}

void become_ordinary() {
  checked(setgroups(0, nullptr), "setgroups", "an ordinary user");
  checked(setresgid(ordinary, ordinary, ordinary), "setresgid", "an ordinary user");
  checked(setresuid(ordinary, ordinary, ordinary), "setresuid", "an ordinary user");
}

void become_root_of_a_namespace() {
  become_ordinary();
  checked(unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS), "unshare", "a user namespace");
  write_text("/proc/self/setgroups", "deny");
  write_text("/proc/self/uid_map", "0 1000 1");
  write_text("/proc/self/gid_map", "0 1000 1");
}

// What root had opened is still there when he is root no more.
void open_everything(Worker& worker) {
  for (std::uint8_t i = 0; i < kinds; ++i)
    if (worker.process.now.has(Kind{i}.stem())) worker.process.files.renew(worker, Kind{i});
}

void choose_user(Worker& worker) {
  switch (worker.process.role.who) {
    case Role::Who::root:
      return;
    case Role::Who::user:
      return become_ordinary();
    case Role::Who::root_of_its_own:
      return become_root_of_a_namespace();
    case Role::Who::was_root:
      break;
  }
  worker.process.role.who = Role::Who::root;  // nobody is refused yet
  open_everything(worker);
  become_ordinary();
  worker.process.role.who = Role::Who::was_root;
}

}  // namespace

bool make_small_group() {
  mount("cgroup2", groups, "cgroup2", 0, nullptr);
  if (!write_text(std::string(groups) + "/cgroup.subtree_control", "+memory")) return false;
  mkdir(group, 0755);
  return write_text(std::string(group) + "/memory.max", little);
}

void remove_small_group() {
  rmdir(group);
  umount(groups);
}

void become(Worker& worker) {
  const Role& role = worker.process.role;
  choose_signals();
  if (role.little_memory)
    write_text(std::string(group) + "/cgroup.procs", std::to_string(getpid()));
  if (worker.process.parts.has(Part::scheduling) && role.work == Role::Work::calls)
    choose_scheduling(worker.random);
  if (role.own_mounts) checked(unshare(CLONE_NEWNS), "unshare", "a mount namespace");
  // For all of the process's life.
  if (role.own_network) new OwnNetwork;  // NOLINT(bugprone-unused-raii)
  choose_user(worker);
}

}  // namespace kuipc::fuzz
