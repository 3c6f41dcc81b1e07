// SPDX-License-Identifier: Apache-2.0
// netlink: types, headers, lengths and batches; ports that listen and go.
#include "common/netlink.h"

#include <algorithm>

#include "tests/fuzz/family.h"
#include "tests/fuzz/netlink_batch.h"
#include "tests/fuzz/ports.h"

namespace kuipc::fuzz {
namespace {

constexpr std::array<std::uint16_t, 4> types{KUIPC_NETLINK_ECHO, KUIPC_NETLINK_PUSH,
                                             KUIPC_NETLINK_PULL, KUIPC_NETLINK_LISTEN};

std::uint16_t any_type(Random& random) {
  if (random.once_in(24)) return static_cast<std::uint16_t>(random.next());
  return random.once_in(30) ? types[3] : types[random.below(3)];
}

void send_requests(Worker& worker, int descriptor) {
  Batch batch;
  const std::size_t count = worker.random.once_in(4) ? 1 + worker.random.below(6) : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t type = any_type(worker.random);
    const bool bare = type >= KUIPC_NETLINK_PULL && !worker.random.once_in(16);
    const auto flags =
        static_cast<std::uint16_t>(NLM_F_REQUEST | (worker.random.once_in(4) ? NLM_F_ACK : 0));
    batch.add(type, flags, bare ? Bytes{} : worker.message(count > 1 ? 4096 : 1U << 20),
              worker.random);
  }
  batch.send(worker, Part::netlink, descriptor);
}

// An answer is what was sent, or its beginning where a header lied; an event the kernel's own.
void expect_answer(Worker& worker, const nlmsghdr& header, Bytes payload) {
  if (header.nlmsg_type != KUIPC_NETLINK_MESSAGE || payload.empty()) return;
  const Messages& messages = worker.process.messages;
  if (!messages.has_begin(payload) && !messages.is_event(payload))
    worker.expect_message(Part::netlink, "recv", payload);
}

bool receive(Worker& worker, int descriptor) {
  return receive_batch(
      worker, Part::netlink, descriptor,
      [&](const nlmsghdr& header, Bytes payload) { expect_answer(worker, header, payload); });
}

void set_buffers(Worker& worker, int descriptor) {
  const int bytes = static_cast<int>(worker.random.below(1U << worker.random.below(23)));
  const std::array<int, 4> options{SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE};
  const int option = worker.random.of(options);
  worker.call(Part::netlink,
              [&] { return setsockopt(descriptor, SOL_SOCKET, option, &bytes, sizeof bytes); });
}

void listen(Worker& worker, int descriptor) {
  Batch batch;
  batch.add(KUIPC_NETLINK_LISTEN, NLM_F_REQUEST | NLM_F_ACK, {}, worker.random);
  batch.send(worker, Part::netlink, descriptor);
}

// The port has an heir while the kernel still sends to it.
void listen_and_go(Worker& worker) {
  for (int i = 0; i < 8; ++i) {
    listen(worker, worker.process.files.renew(worker, data_of(Part::netlink)));
    if (i == 0) fire_for_long(worker, Part::netlink);
  }
}

}  // namespace

int bind_port(int descriptor, std::uint32_t port) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_pid = port;
  return bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

int open_port(Worker& worker, int protocol) {
  const Part part = protocol == KUIPC_NETLINK_PROTOCOL ? Part::netlink : Part::netfilter;
  const int descriptor = static_cast<int>(worker.call(
      part, [&] { return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol); }));
  if (descriptor < 0) return -1;
  const std::uint32_t port = worker.random.of(wanted_ports);
  const long bound = worker.call(part, [&] { return bind_port(descriptor, port); });
  if (bound < 0) worker.call(part, [&] { return bind_port(descriptor, 0); });
  return descriptor;
}

void subscribe_netlink(Worker& worker) {
  listen(worker, worker.file(data_of(Part::netlink)));
}

void step_netlink(Worker& worker) {
  const int descriptor = worker.file(data_of(Part::netlink));
  switch (worker.random.below(24)) {
    case 0:
      return listen_and_go(worker);
    case 1:
      return set_buffers(worker, descriptor);
    case 2:
      for (int i = 0; i < 50 && receive(worker, descriptor); ++i) {
      }
      return;
    default:
      send_requests(worker, descriptor);
      receive(worker, descriptor);
  }
}

}  // namespace kuipc::fuzz
