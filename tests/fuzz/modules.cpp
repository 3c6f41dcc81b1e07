// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/modules.h"

#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/netfilter.h"
#include "tests/fuzz/family.h"

namespace kuipc::fuzz {
namespace {

constexpr unsigned plenty = 1000000;
constexpr unsigned of_ours = 90;  // of what may fail while a module loads, the end is our init's

const char* any_parameters(Random& random, std::size_t module) {
  constexpr std::array<const char*, 6> of_modparam{"number=-7 list=1,22,333 text=word",
                                                   "list=1,2,3,4,5,6,7,8",
                                                   "list=1,2,3,4,5,6,7,8,9",
                                                   "number=many",
                                                   "text=\"two words\"",
                                                   "message=zz"};
  constexpr std::array<const char*, 4> of_netlink{"protocol=30", "protocol=0", "protocol=99",
                                                  "protocol=16"};
  if (random.once_in(2)) return "";
  if (module == index_of(Part::modparam)) return random.of(of_modparam);
  return module == index_of(Part::netlink) ? random.of(of_netlink) : "";
}

// One try, which may be made to fail. Learns how much may fail in all.
void try_to_load(Worker& worker, std::size_t module, bool may_fail) {
  Place& place = worker.process.shared.places[module];
  const std::uint64_t all = place.allocations;
  const bool known = all > 0 && may_fail && worker.random.once_in(2);
  const auto nth = static_cast<unsigned>(
      known ? all - std::min<std::uint64_t>(all - 1, worker.random.below(of_ours)) : plenty);
  const char* parameters = may_fail ? any_parameters(worker.random, module) : "";
  const bool counts = worker.faults.possible() && worker.faults.begin(nth);
  const long result = load(module, parameters);
  if (counts) {
    const unsigned left = worker.faults.end();
    if (result == 0 && !known) place.allocations = plenty - left;
  }
  worker.process.shared.count(Part::modules, result >= 0);
}

// What was loaded, and what ran on the way out, is known by where it lies or lay.
bool take_out(Worker& worker, std::size_t module) {
  Process& process = worker.process;
  const std::uint64_t text = section_address(part_names[module], Section::text);
  const std::uint64_t exit = section_address(part_names[module], Section::exit);
  if (process.kcov != nullptr) process.kcov->fold(process.shared, process.symbols);
  const bool out = worker.call(Part::modules, [&] { return unload(module); }) == 0;
  if (out && process.kcov != nullptr)
    process.kcov->fold_as(process.shared, process.symbols, module, text, exit, Section::exit);
  return out;
}

void put_in(Worker& worker, std::size_t module) {
  Process& process = worker.process;
  process.shared.loading = static_cast<unsigned>(module) + 1;
  for (int tries = 4; tries >= 0 && !is_loaded(module); --tries)
    try_to_load(worker, module, tries > 0);
  process.shared.loading = 0;
  const std::uint64_t init = section_address(part_names[module], Section::init);
  const std::uint64_t text = section_address(part_names[module], Section::text);
  if (process.kcov != nullptr && text != 0)
    process.kcov->fold_as(process.shared, process.symbols, module, text, init, Section::init);
}

// Of this run; mostly one that nobody has to do with just now.
std::size_t any_module(Worker& worker) {
  for (;;) {
    const std::size_t module = worker.random.below(transports);
    const Part part = static_cast<Part>(module);
    if (!worker.process.parts.has(part)) continue;
    if (!worker.process.now.has(part) || worker.random.once_in(6)) return module;
  }
}

void reload(Worker& worker) {
  const Process& process = worker.process;
  const std::size_t module = any_module(worker);
  Place& place = process.shared.places[module];
  ++place.generation;
  if (!is_loaded(module) || take_out(worker, module)) put_in(worker, module);
  settle(process.shared, module);
}

// Of the module that is being loaded, or of any: half of the calls are to succeed.
void open_a_node(Worker& worker) {
  const unsigned loading = worker.process.shared.loading;
  const std::size_t module =
      loading > 0 && !worker.random.once_in(4) ? loading - 1 : worker.random.below(transports);
  std::string path = "/dev/kuipc_" + stem_of(module);
  if (worker.random.once_in(3)) path += "_data";
  if (worker.random.once_in(3) && module == index_of(Part::netfilter))
    path = "/dev/" KUIPC_NETFILTER_LOG_NODE;
  const long file = worker.call(
      Part::modules, [&] { return open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK); });
  if (file >= 0) close(static_cast<int>(file));
}

// Opens what comes and goes, and takes as long as it likes: whoever has something to do comes
// first.
void* open_meanwhile(void* argument) {
  Process& process = *static_cast<Process*>(argument);
  Worker worker(process, derived(process.seed, 77, static_cast<std::uint64_t>(gettid())));
  const sched_param none{};
  if (process.parts.has(Part::scheduling) && !worker.random.once_in(3))
    sched_setscheduler(0, SCHED_IDLE, &none);
  for (;;) open_a_node(worker);
}

// Where it shares a CPU with those who open, it takes it from them at once.
void come_first(Worker& worker) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  if (worker.random.once_in(2)) sched_setaffinity(0, sizeof one, &one);
}

}  // namespace

bool is_loaded(std::size_t module) {
  return access(("/sys/module/kuipc_" + stem_of(module) + "/initstate").c_str(), F_OK) == 0;
}

long load(std::size_t module, const char* parameters) {
  const std::string path = "/kuipc/modules/kuipc_" + stem_of(module) + ".ko";
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return syscall(SYS_finit_module, file.get(), parameters, 0);
}

long unload(std::size_t module) {
  const std::string name = "kuipc_" + stem_of(module);
  return syscall(SYS_delete_module, name.c_str(), O_NONBLOCK);
}

void settle(Shared& shared, std::size_t module) {
  Place& place = shared.places[module];
  place.text = is_loaded(module) ? section_address(part_names[module], Section::text) : 0;
  if (place.generation % 2 != 0) ++place.generation;
}

void load_what_is_missing(Shared& shared) {
  shared.loading = 0;
  for (std::size_t module = 0; module < transports; ++module) {
    if (!is_loaded(module)) {
      ++shared.places[module].generation;
      load(module, "");
    }
    settle(shared, module);
  }
}

void load_and_unload(Process& process) {
  Worker worker(process, derived(process.seed, 70, 0));
  if (process.parts.has(Part::scheduling)) come_first(worker);
  for (unsigned i = 0; i < 2 + process.role.more_threads; ++i) {
    pthread_t thread{};
    pthread_create(&thread, nullptr, open_meanwhile, &process);
  }
  const sched_param first{1};
  if (process.parts.has(Part::scheduling) && worker.random.once_in(2))
    sched_setscheduler(0, SCHED_FIFO, &first);
  for (unsigned i = 0; i < process.role.steps; ++i) reload(worker);
}

}  // namespace kuipc::fuzz
