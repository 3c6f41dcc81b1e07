// SPDX-License-Identifier: Apache-2.0
// netfilter: ports that register and leave, packets over loopback, and the log of the hook.
#include "common/netfilter.h"

#include <linux/icmp.h>
#include <netinet/in.h>

#include "tests/fuzz/family.h"
#include "tests/fuzz/netlink_batch.h"
#include "tests/fuzz/ports.h"

namespace kuipc::fuzz {
namespace {

void ask(Worker& worker, int descriptor) {
  Batch batch;
  const std::size_t count = 1 + worker.random.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    const auto type = static_cast<std::uint16_t>(
        worker.random.once_in(16) ? worker.random.next() : 2 * worker.random.below(2));
    batch.add(type, 0, worker.random.once_in(8) ? worker.message(256) : Bytes{}, worker.random);
  }
  batch.send(worker, Part::netfilter, descriptor);
}

// Every packet of ours is from loopback to loopback.
void expect_packet(Worker& worker, const nlmsghdr& header, Bytes payload) {
  kuipc_netfilter_event event{};
  if (header.nlmsg_type != KUIPC_NETFILTER_EVENT || payload.size() != sizeof event) return;
  std::memcpy(&event, payload.data(), sizeof event);
  if ((ntohl(event.source) >> 24U) != 127 || (ntohl(event.destination) >> 24U) != 127)
    worker.process.shared.find("netfilter told of a packet that nobody sent: %x to %x",
                               ntohl(event.source), ntohl(event.destination));
}

bool receive(Worker& worker, int descriptor) {
  return receive_batch(
      worker, Part::netfilter, descriptor,
      [&](const nlmsghdr& header, Bytes payload) { expect_packet(worker, header, payload); });
}

void ping(Worker& worker) {
  const int raw = worker.file(icmp);
  worker.call(Part::netfilter, [&] { return send_ping(worker, raw); });
}

void read_log(Worker& worker) {
  const int log = worker.file(netfilter_log);
  const std::size_t size = sizeof(kuipc_fire_record) * worker.random.below(64);
  std::byte* to = worker.room(size);
  worker.guarded(Part::netfilter, "read of the log", [&] { return read(log, to, size); });
  if (worker.random.once_in(4)) worker.process.files.drop(worker, netfilter_log);
}

// The port has an heir while the hook still sends to it.
void register_and_go(Worker& worker) {
  for (int i = 0; i < 8; ++i) {
    ask(worker, worker.process.files.renew(worker, data_of(Part::netfilter)));
    ping(worker);
  }
}

}  // namespace

int open_icmp() {
  const int raw = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMP);
  const icmp_filter nothing{~0U};
  if (raw >= 0) setsockopt(raw, SOL_RAW, ICMP_FILTER, &nothing, sizeof nothing);
  return raw;
}

long send_ping(Worker& worker, int raw) {
  icmphdr echo{};
  echo.type = ICMP_ECHO;
  echo.checksum = htons(0xf7ff);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<in_addr_t>(worker.random.below(200)));
  return sendto(raw, &echo, sizeof echo, MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&to), sizeof to);
}

void step_netfilter(Worker& worker) {
  const int descriptor = worker.file(data_of(Part::netfilter));
  switch (worker.random.below(16)) {
    case 0:
    case 15:
      return register_and_go(worker);
    case 1:
      return read_log(worker);
    case 2:
    case 3:
    case 4:
    case 5:
      return ping(worker);
    case 6:
      for (int i = 0; i < 50 && receive(worker, descriptor); ++i) {
      }
      return;
    default:
      ask(worker, descriptor);
      receive(worker, descriptor);
  }
}

}  // namespace kuipc::fuzz
