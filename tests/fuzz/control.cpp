// SPDX-License-Identifier: Apache-2.0
// The control nodes of all modules: INFO and STATS, orders to fire, their log, and made-up
// commands.
#include "common/control.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstring>

#include "common/fire.h"
#include "tests/fuzz/family.h"

namespace kuipc::fuzz {

// Those that can hear what the kernel starts.
void subscribe_chardev(Worker& worker);
void subscribe_netlink(Worker& worker);
void subscribe_eventfd(Worker& worker);
void subscribe_signal(Worker& worker);
void subscribe_unixsock(Worker& worker);

void subscribe(Worker& worker, Part stem) {
  switch (stem) {
    case Part::chardev:
      return subscribe_chardev(worker);
    case Part::netlink:
      return subscribe_netlink(worker);
    case Part::eventfd:
      return subscribe_eventfd(worker);
    case Part::signal:
      return subscribe_signal(worker);
    case Part::unixsock:
      return subscribe_unixsock(worker);
    default:
      return;
  }
}

namespace {

constexpr std::array<std::uint32_t, 4> event_sizes{8, 8, 64, 4096};

kuipc_fire any_order(Random& random) {
  kuipc_fire order{};
  order.context = static_cast<__u32>(random.below(KUIPC_FIRE_CONTEXTS));
  order.size =
      random.once_in(6) ? static_cast<__u32>(1 + random.below(5000)) : random.of(event_sizes);
  order.count = 1 + random.below(random.once_in(32) ? 1000 : 12);
  order.period = KUIPC_FIRE_MIN_PERIOD << random.below(12);
  // The caller's own task is in it until the end.
  if (order.context == KUIPC_FIRE_TASK) order.count = 1 + random.below(8);
  if (random.once_in(24)) order.period = random.next();
  // Until somebody stops it. What interrupts as often as it may leaves nobody time to call.
  if (random.once_in(48) && order.context != KUIPC_FIRE_TASK) {
    order.count = random.below(2 * KUIPC_FIRE_MAX_COUNT);
    order.period = 1000000U << random.below(6);
  }
  if (random.once_in(24)) order.size = static_cast<__u32>(random.next());
  if (random.once_in(24)) order.context = static_cast<__u32>(random.next());
  return order;
}

void fire(Worker& worker, int control, kuipc_fire order) {
  const void* argument = worker.random.once_in(50) ? worker.memory.unreadable(worker.random)
                                                   : static_cast<void*>(&order);
  worker.guarded(Part::control, "FIRE", [&] { return ioctl(control, KUIPC_IOC_FIRE, argument); });
}

// Whole records, one after the other, of one log: another order begins another.
void expect_records(Worker& worker, const std::byte* read, std::size_t length) {
  kuipc_fire_record record{};
  std::uint32_t next = 0;
  for (std::size_t at = 0; at + sizeof record <= length; at += sizeof record) {
    std::memcpy(&record, read + at, sizeof record);
    if ((at > 0 && record.sequence != next) || record.error >= 4096 ||
        record.sequence >= KUIPC_FIRE_LOG)
      return worker.process.shared.find("the log of a job has record %u, error %u, after %u",
                                        record.sequence, record.error, next);
    next = record.sequence + 1;
  }
  if (length % sizeof record != 0)
    worker.process.shared.find("a read of a job's log gave %zu bytes", length);
}

void read_log(Worker& worker, int control) {
  const std::size_t size = worker.random.below(sizeof(kuipc_fire_record) * 64);
  std::byte* to = worker.room(size);
  const long length =
      worker.guarded(Part::control, "read", [&] { return read(control, to, size); });
  if (length > 0) expect_records(worker, to, static_cast<std::size_t>(length));
}

// A log that there is, into memory that never comes: whoever closes the node meanwhile has to be
// able to.
void read_for_ever(Worker& worker, Part stem, int control, std::byte* never) {
  kuipc_fire order{};
  order.context = KUIPC_FIRE_TASK;
  order.size = event_sizes[0];
  order.count = 8;
  order.period = KUIPC_FIRE_MIN_PERIOD;
  subscribe(worker, stem);
  fire(worker, control, order);
  worker.guarded(Part::control, "read",
                 [&] { return read(control, never, 4 * sizeof(kuipc_fire_record)); });
}

template <class Answer>
void ask(Worker& worker, int control, unsigned long command, const char* what) {
  std::byte* to = worker.room(sizeof(Answer));
  for (std::size_t i = worker.times(); i > 0; --i)
    worker.guarded(Part::control, what, [&] { return ioctl(control, command, to); });
}

}  // namespace

void fire_aside(Worker& worker, Part stem) {
  kuipc_fire order = any_order(worker.random);
  if (order.context == KUIPC_FIRE_TASK) order.context = KUIPC_FIRE_SOFTIRQ;
  fire(worker, worker.file(control_of(stem)), order);
}

void fire_for_long(Worker& worker, Part stem) {
  kuipc_fire order = any_order(worker.random);
  if (order.context == KUIPC_FIRE_TASK) order.context = KUIPC_FIRE_SOFTIRQ;
  order.size = event_sizes[0];
  order.count = 1 + worker.random.below(2000);
  order.period = KUIPC_FIRE_MIN_PERIOD << worker.random.below(6);
  fire(worker, worker.file(control_of(stem)), order);
}

void step_control(Worker& worker) {
  const Part stem = worker.stem();
  const int control = worker.file(control_of(stem));
  switch (worker.random.below(12)) {
    case 0:
      return ask<kuipc_info>(worker, control, KUIPC_IOC_INFO, "INFO");
    case 1:
      return ask<kuipc_stats>(worker, control, KUIPC_IOC_STATS, "STATS");
    case 2:
    case 3:
      return ask<kuipc_fire_status>(worker, control, KUIPC_IOC_FIRE_STATUS, "FIRE_STATUS");
    case 4:
      worker.guarded(Part::control, "FIRE_STOP",
                     [&] { return ioctl(control, KUIPC_IOC_FIRE_STOP); });
      return;
    case 5: {
      const auto number = _IOC(worker.random.below(4), KUIPC_IOC_TYPE, worker.random.below(96), 24);
      std::byte* argument = worker.memory.unwritable(worker.random);
      worker.guarded(Part::control, "a made-up command",
                     [&] { return ioctl(control, number, argument); });
      return;
    }
    case 6:
    case 7:
      return read_log(worker, control);
    default:
      if (std::byte* never = worker.never(400); never != nullptr)
        return read_for_ever(worker, stem, control, never);
      if (worker.random.once_in(2)) subscribe(worker, stem);
      fire(worker, control, any_order(worker.random));
      return read_log(worker, control);
  }
}

}  // namespace kuipc::fuzz
