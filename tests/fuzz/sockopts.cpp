// SPDX-License-Identifier: Apache-2.0
// sockopt and sockopt_text: values, lengths and numbers of options.
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

#include "common/sockopt.h"
#include "common/sockopt_text.h"
#include "tests/fuzz/family.h"

namespace kuipc::fuzz {
namespace {

socklen_t length_of(Worker& worker, std::size_t size) {
  return worker.random.once_in(40) ? static_cast<socklen_t>(worker.random.next()) | 0x200000U
                                   : static_cast<socklen_t>(size);
}

void set_message(Worker& worker, int socket) {
  const Bytes message = worker.message(1U << 20);
  const std::byte* from = worker.source(message);
  const socklen_t length = length_of(worker, message.size());
  worker.guarded(Part::sockopt, "set", [&] {
    return setsockopt(socket, IPPROTO_IP, KUIPC_SOCKOPT_MESSAGE, from, length);
  });
}

void get_message(Worker& worker, int socket) {
  const std::size_t size = worker.random.once_in(8) ? worker.random.below(100) : 1U << 17;
  std::byte* to = worker.room(size);
  for (std::size_t i = worker.times(); i > 0; --i) {
    socklen_t length = length_of(worker, size);
    const long result = worker.guarded(Part::sockopt, "get", [&] {
      return getsockopt(socket, IPPROTO_IP, KUIPC_SOCKOPT_MESSAGE, to, &length);
    });
    if (result == 0) worker.expect_message(Part::sockopt, "get", {to, length});
  }
}

// In one call: the answer lies where the message was.
void exchange(Worker& worker, int socket) {
  const Bytes message = worker.message(1U << 16);
  std::byte* both = worker.memory.before_fence(message.size());
  std::memcpy(both, message.data(), message.size());
  if (worker.random.once_in(30) && message.size() > Memory::unreadable_from)
    both = worker.memory.unreadable(worker.random);
  auto length = static_cast<socklen_t>(message.size());
  const long result = worker.guarded(Part::sockopt, "EXCHANGE", [&] {
    return getsockopt(socket, IPPROTO_IP, KUIPC_SOCKOPT_EXCHANGE, both, &length);
  });
  if (result == 0) worker.expect_message(Part::sockopt, "EXCHANGE", {both, length});
}

void get_text(Worker& worker, int socket) {
  const std::size_t size = worker.random.below(80);
  std::byte* to = worker.room(size);
  auto length = static_cast<socklen_t>(size);
  const long result = worker.guarded(Part::sockopt_text, "get", [&] {
    return getsockopt(socket, IPPROTO_IP, KUIPC_SOCKOPT_TEXT, to, &length);
  });
  if (result == 0 && std::memcmp(to, KUIPC_SOCKOPT_TEXT_ANSWER, length) != 0)
    worker.process.shared.find("sockopt_text gave another text than its own");
}

}  // namespace

void step_sockopt(Worker& worker) {
  const int socket = worker.file(data_of(Part::sockopt));
  switch (worker.random.below(6)) {
    case 0:
      return exchange(worker, socket);
    case 1:
      return get_message(worker, socket);
    default:
      set_message(worker, socket);
      return get_message(worker, socket);
  }
}

void step_sockopt_text(Worker& worker) {
  const int socket = worker.file(data_of(Part::sockopt_text));
  if (worker.random.once_in(2)) {
    for (std::size_t i = worker.times(); i > 0; --i) get_text(worker, socket);
    return;
  }
  const Bytes text = worker.message(worker.random.once_in(16) ? 256 : KUIPC_SOCKOPT_TEXT_ROOM);
  const std::byte* from = worker.source(text);
  const socklen_t length = length_of(worker, text.size());
  worker.guarded(Part::sockopt_text, "set",
                 [&] { return setsockopt(socket, IPPROTO_IP, KUIPC_SOCKOPT_TEXT, from, length); });
}

}  // namespace kuipc::fuzz
