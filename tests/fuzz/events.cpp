// SPDX-License-Identifier: Apache-2.0
// eventfd and signal: what carries no bytes.
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <ctime>

#include "common/eventfd.h"
#include "common/signal.h"
#include "tests/fuzz/family.h"

namespace kuipc::fuzz {
namespace {

constexpr int most_signals = 100;  // at a time: an order may send faster than they are taken

// Every signal that may come is blocked, and taken here.
void take_signals(Worker& worker) {
  sigset_t all;
  sigfillset(&all);
  sigdelset(&all, SIGALRM);
  const timespec now{};
  for (int i = 0; i < most_signals; ++i)
    if (worker.call(Part::signal, [&] { return sigtimedwait(&all, nullptr, &now); }) < 0) return;
}

void ask_for_sigio(Worker& worker, int file) {
  const std::array<pid_t, 4> owners{getpid(), getpid(), gettid(), 0};
  const pid_t owner = worker.random.of(owners);
  worker.call(Part::signal, [&] { return fcntl(file, F_SETOWN, owner); });
  if (worker.random.once_in(2))
    worker.call(Part::signal, [&] { return fcntl(file, F_SETSIG, SIGRTMIN + 2); });
  for (std::size_t i = worker.times(); i > 0; --i)
    worker.call(Part::signal, [&] { return fcntl(file, F_GETSIG); });
  const int flags = worker.random.once_in(3) ? O_NONBLOCK : O_NONBLOCK | O_ASYNC;
  worker.call(Part::signal, [&] { return fcntl(file, F_SETFL, flags); });
}

}  // namespace

void subscribe_eventfd(Worker& worker) {
  const int node = worker.file(data_of(Part::eventfd));
  const int target = worker.random.once_in(16) ? node : worker.file(counter);
  for (std::size_t i = worker.times(); i > 0; --i)
    worker.guarded(Part::eventfd, "LISTEN",
                   [&] { return ioctl(node, KUIPC_EVENTFD_LISTEN, target); });
}

void subscribe_signal(Worker& worker) {
  const int node = worker.file(data_of(Part::signal));
  if (worker.random.once_in(3)) return ask_for_sigio(worker, node);
  const int number = worker.random.once_in(8) ? static_cast<int>(worker.random.below(80))
                                              : SIGRTMIN + static_cast<int>(worker.random.below(4));
  const bool can_be = number >= SIGRTMIN && number < SIGRTMIN + 4;
  for (std::size_t i = can_be ? worker.times() : 1; i > 0; --i)
    worker.guarded(Part::signal, "LISTEN",
                   [&] { return ioctl(node, KUIPC_SIGNAL_LISTEN, number); });
}

void step_eventfd(Worker& worker) {
  const int node = worker.file(data_of(Part::eventfd));
  const int eventfd = worker.file(counter);
  std::uint64_t value = 1 + worker.random.below(1000);
  switch (worker.random.below(8)) {
    case 0:
      return subscribe_eventfd(worker);
    case 1:
      worker.guarded(Part::eventfd, "a made-up command",
                     [&] { return ioctl(node, worker.random.next(), eventfd); });
      return;
    case 2:
      for (std::size_t i = worker.times(); i > 0; --i)
        worker.call(Part::eventfd, [&] { return write(eventfd, &value, sizeof value); });
      return;
    case 3:
      return fire_aside(worker, Part::eventfd);
    case 4:
      worker.process.files.renew(worker, data_of(Part::eventfd));
      return;
    default:
      worker.call(Part::eventfd, [&] { return read(eventfd, &value, sizeof value); });
  }
}

void step_signal(Worker& worker) {
  const int node = worker.file(data_of(Part::signal));
  switch (worker.random.below(8)) {
    case 0:
    case 1:
      return subscribe_signal(worker);
    case 2:
      return ask_for_sigio(worker, node);
    case 3:
      worker.guarded(Part::signal, "a made-up command",
                     [&] { return ioctl(node, worker.random.next(), 0); });
      return;
    case 4:
      return fire_aside(worker, Part::signal);
    case 5:
      worker.process.files.renew(worker, data_of(Part::signal));
      return;
    default:
      return take_signals(worker);
  }
}

}  // namespace kuipc::fuzz
