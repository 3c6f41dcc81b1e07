// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/supervisor.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "tests/fuzz/family.h"
#include "tests/fuzz/modules.h"

namespace kuipc::fuzz {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_unload = 40s;
constexpr std::uint64_t most_with_little = 100;  // in a run
constexpr auto an_epoch = 12s;
// Every look costs calls of others: who ends is told of at once, and so is seldom waited for.
constexpr timespec between_looks{0, 20000000};
constexpr const char* second_cpu = "/sys/devices/system/cpu/cpu1/online";

// Until a process ends, or it is time to look again.
void wait_a_little() {
  sigset_t end_of_a_child;
  sigemptyset(&end_of_a_child);
  sigaddset(&end_of_a_child, SIGCHLD);
  sigtimedwait(&end_of_a_child, nullptr, &between_looks);
}

void write_text(const char* path, const char* text) {
  std::ofstream(path) << text << std::flush;
}

}  // namespace

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  for (char& letter : text)
    if (letter == '\n') letter = ' ';
  return text;
}

Supervisor::Supervisor(const Options& options)
    : options_(options),
      shared_(make_shared()),
      messages_(options.seed),
      random_(derived(options.seed, 9, 0)) {
  std::array<int, 2> ends{-1, -1};
  checked(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends.data()), "socketpair", "exchange");
  exchange_ = {Descriptor(ends[0]), Descriptor(ends[1])};
  for (unsigned i = 0; i < options.processes; ++i) slots_.push_back(std::make_unique<Slot>());
  prepare();
}

void Supervisor::prepare() {
  sigset_t all;  // a signal that one of ours names us for, or that an order of its sends
  sigfillset(&all);
  for (const int kept : {SIGINT, SIGTERM, SIGSEGV, SIGABRT, SIGBUS}) sigdelset(&all, kept);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  if (!Faults::prepare()) options_.parts.remove(Part::faults);
  if (!options_.parts.has(Part::memory) || !make_small_group()) options_.parts.remove(Part::memory);
  write_text("/proc/sys/vm/oom_dump_tasks", "0");
  // Its messages of what was killed for want of memory are wanted in the log, and not on the
  // console.
  write_text("/proc/sys/kernel/printk", "4");
  // Whoever names a protocol that is not there just then would have a program run for it.
  write_text("/proc/sys/kernel/modprobe", "\n");
  load_what_is_missing(shared_);
}

std::chrono::seconds Supervisor::elapsed() const {
  return std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began_);
}

// A few transports at a time: so processes meet in them, and the others can be unloaded.
void Supervisor::choose_epoch() {
  if (Clock::now() < next_epoch_) return;
  next_epoch_ = Clock::now() + an_epoch;
  Random random(derived(options_.seed, 4, epoch_++));
  loading_ = options_.parts.has(Part::modules) && random.once_in(4);
  std::size_t wanted = 3 + random.below(4);
  std::vector<Part> transports_there;
  for (std::size_t i = 0; i < transports; ++i)
    if (options_.parts.has(static_cast<Part>(i))) transports_there.push_back(static_cast<Part>(i));
  if (options_.parts.has(Part::modules) && transports_there.size() > 1)
    wanted = std::min(wanted, transports_there.size() - 1);
  Parts now;
  for (const Part always : {Part::control, Part::io_uring, Part::rights}) now.add(always);
  for (std::size_t i = 0; i < wanted; ++i)
    now.add(transports_there.size() <= wanted ? transports_there[i % transports_there.size()]
                                              : random.of(transports_there));
  now_ = now.both(options_.parts);
}

// The kernel fills its log when it kills for want of memory, and a log that wraps hides its
// beginning.
bool Supervisor::may_have_little() {
  const auto due =
      static_cast<std::uint64_t>(elapsed().count()) * most_with_little / options_.seconds;
  if (little_ > due) return false;
  ++little_;
  return true;
}

bool Supervisor::somebody_loads() const {
  for (const auto& slot : slots_)
    if (slot->pid != 0 && slot->role.work == Role::Work::loads) return true;
  return false;
}

void Supervisor::start(Slot& slot) {
  slot.seed = derived(options_.seed, 5, rounds_++);
  slot.role = loading_ ? loader(slot.seed) : any_role(options_.parts, slot.seed, !somebody_loads());
  slot.role.little_memory = slot.role.little_memory && may_have_little();
  slot.now = now_;
  slot.killed = slot.others_killed = false;
  // With its epoch: what it has open keeps modules from being unloaded in the next.
  slot.kill_at = next_epoch_ + std::chrono::milliseconds(random_.below(1000));
  if (options_.parts.has(Part::kills) && random_.once_in(6))
    slot.kill_at = Clock::now() + std::chrono::milliseconds(random_.below(3000));
  slot.kcov.remember(shared_);  // for what is left of its record when it is gone
  slot.pid = checked(fork(), "fork", "a process");
  if (slot.pid != 0) return;
  Process process{shared_, messages_, symbols_, options_.parts, now_};
  process.role = slot.role;
  process.seed = slot.seed;
  process.exchange = {exchange_[0].get(), exchange_[1].get()};
  process.kcov = slot.kcov.possible() ? &slot.kcov : nullptr;
  ::kuipc::fuzz::run(process);
}

void Supervisor::start_missing() {
  for (const auto& slot : slots_)
    if (slot->pid == 0 && !(loading_ && somebody_loads())) start(*slot);
}

void Supervisor::ended(Slot& slot, int status) {
  slot.pid = 0;
  if (slot.role.work == Role::Work::calls) slot.kcov.fold(shared_, symbols_);
  if (slot.role.work == Role::Work::loads) load_what_is_missing(shared_);
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) ++unfit_;
  // For want of memory the kernel kills as well.
  if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
    shared_.find("a process (seed %lu) died of signal %d", slot.seed, WTERMSIG(status));
}

void Supervisor::reap() {
  for (const auto& slot : slots_) {
    int status = 0;
    if (slot->pid != 0 && waitpid(slot->pid, &status, WNOHANG) == slot->pid) ended(*slot, status);
  }
}

void Supervisor::disturb_cpus() {
  if (!options_.parts.has(Part::cpus) || Clock::now() < next_cpu_) return;
  next_cpu_ = Clock::now() + std::chrono::seconds(cpu_online_ ? 1 : 20);
  cpu_online_ = !cpu_online_;
  write_text(second_cpu, cpu_online_ ? "1" : "0");
}

void Supervisor::show_progress() {
  if (Clock::now() < next_line_) return;
  next_line_ = Clock::now() + 10s;
  std::printf("kuipc: fuzz %ld s, %lu calls, %lu processes\n", static_cast<long>(elapsed().count()),
              shared_.calls(), rounds_);
  std::fflush(stdout);
}

// A slot keeps what its last process was. What disturbs them does so all the time.
Parts Supervisor::called_then() const {
  Parts called;
  for (std::size_t i = index_of(Part::modules); i < all_parts; ++i)
    if (options_.parts.has(static_cast<Part>(i))) called.add(static_cast<Part>(i));
  for (const auto& slot : slots_) called.add(slot->now);
  return called;
}

bool Supervisor::any_left() const {
  for (const auto& slot : slots_)
    if (slot->pid != 0) return true;
  return false;
}

// What was found may be that one does not die.
void Supervisor::end_all() {
  if (!cpu_online_) write_text(second_cpu, "1");
  const auto until = Clock::now() + 2 * longest_death;
  for (const auto& slot : slots_) slot->kill_at = Clock::now();
  while (any_left() && Clock::now() < until) {
    kill_those_due();
    if (shared_.found)
      for (const auto& slot : slots_)
        if (slot->pid != 0) kill(slot->pid, SIGKILL);
    look_for_the_undying();
    reap();
    wait_a_little();
  }
  empty_exchange(exchange_[1].get());
  remove_small_group();
}

// Sockets of dead namespaces and of dead processes go a little later.
void Supervisor::take_modules_out() {
  const auto until = Clock::now() + longest_unload;
  for (std::size_t module = 0; module < transports; ++module) {
    while (is_loaded(module) && unload(module) != 0 && Clock::now() < until) usleep(20000);
    if (is_loaded(module))
      shared_.find("kuipc_%s cannot be unloaded when nobody is left who uses it (references: %s)",
                   part_names[module].data(),
                   text_of("/sys/module/kuipc_" + stem_of(module) + "/refcnt").c_str());
  }
}

void Supervisor::run() {
  const auto until = began_ + std::chrono::seconds(options_.seconds);
  while (Clock::now() < until && !shared_.found) {
    choose_epoch();
    start_missing();
    reap();
    kill_those_due();
    look_for_the_undying();
    disturb_cpus();
    show_progress();
    if (const std::string complaint = log_.complaint(); !complaint.empty())
      shared_.find("the kernel says: %s", complaint.c_str());
    wait_a_little();
  }
  const bool found = shared_.found;
  if (found) sleep(1);  // the report is written on
  end_all();
  if (!found) take_modules_out();
  if (const std::string complaint = log_.complaint(); !complaint.empty())
    shared_.find("the kernel says: %s", complaint.c_str());
  if (unfit_ * 2 > rounds_) shared_.find("most processes could not even begin");
}

}  // namespace kuipc::fuzz
