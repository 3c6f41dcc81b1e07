// SPDX-License-Identifier: Apache-2.0
// unixsock, user side: packets to a kernel thread and back over a Unix socket; as variant critical,
// past a queue that a softirq consumes. Kernel side: modules/unixsock.c.
#pragma once

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <memory>

#include "bench/descriptor.h"
#include "bench/taking_turns.h"
#include "bench/transport.h"
#include "common/fire.h"
#include "common/unixsock.h"

namespace kuipc {

class Unixsock {
 public:
  static constexpr TransportInfo info{.stem = "unixsock",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 4, .wakeups = 2},
                                      .push = Cost{.syscalls = 2, .copies = 2, .wakeups = 2},
                                      .pull = Cost{.syscalls = 2, .copies = 2, .wakeups = 2},
                                      .event = Cost{.syscalls = 1, .copies = 2, .wakeups = 1},
                                      .event_context = KUIPC_FIRE_HARDIRQ_WORK};

  // The thread does not preempt this process, and must not be preempted by it.
  void prepare(Traffic traffic) {
    if (!turns_) turns_ = std::make_unique<TakingTurns>();
    traffic_ = traffic;
  }

  // The kernel has consumed a push when it says so; it has an echo when that is queued.
  void send(std::span<const std::byte> message) {
    if (traffic_ != Traffic::push) return request(KUIPC_UNIXSOCK_ECHO, message);
    request(KUIPC_UNIXSOCK_PUSH, message);
    answer({});
  }

  std::size_t receive(std::span<std::byte> room) {
    if (traffic_ == Traffic::pull) request(KUIPC_UNIXSOCK_PULL, {});
    return answer(room);
  }

  void listen(std::size_t /*size*/) {
    checked(ioctl(file_.get(), KUIPC_UNIXSOCK_LISTEN), "ioctl LISTEN", path);
  }

  Heard hear(std::span<std::byte> room) {
    kuipc_unixsock header{};
    const ssize_t length = take(header, room);
    if (length >= 0) return {.length = message_in(length, room), .messages = 1};
    if (errno != EAGAIN && errno != EINTR) throw_errno("recvmsg from", path);
    return {};
  }

  [[nodiscard]] int event_descriptor() const noexcept { return socket_.get(); }

  [[nodiscard]] pid_t partner() const noexcept { return ioctl(file_.get(), KUIPC_UNIXSOCK_THREAD); }

 protected:
  void request(__u32 type, std::span<const std::byte> message) {
    kuipc_unixsock header{.type = type, .error = 0};
    std::array<iovec, 2> parts{
        {{&header, sizeof header}, {const_cast<std::byte*>(message.data()), message.size()}}};
    msghdr packet{};
    packet.msg_iov = parts.data();
    packet.msg_iovlen = parts.size();
    checked(sendmsg(socket_.get(), &packet, MSG_NOSIGNAL), "sendmsg to", path);
  }

  std::size_t answer(std::span<std::byte> room) {
    kuipc_unixsock header{};
    const ssize_t length = checked(take(header, room), "recvmsg from", path);
    if (header.error != 0) [[unlikely]] {
      errno = static_cast<int>(header.error);
      throw_errno("answer of", path);
    }
    return message_in(length, room);
  }

  [[nodiscard]] Traffic traffic() const noexcept { return traffic_; }

 private:
  // MSG_TRUNC: the length that was sent, not what fitted.
  ssize_t take(kuipc_unixsock& header, std::span<std::byte> room) {
    std::array<iovec, 2> parts{{{&header, sizeof header}, {room.data(), room.size()}}};
    msghdr packet{};
    packet.msg_iov = parts.data();
    packet.msg_iovlen = parts.size();
    return recvmsg(socket_.get(), &packet, MSG_TRUNC);
  }

  static std::size_t message_in(ssize_t length, std::span<std::byte> room) {
    const std::size_t message = static_cast<std::size_t>(length) - sizeof(kuipc_unixsock);
    if (length >= static_cast<ssize_t>(sizeof(kuipc_unixsock)) && message <= room.size()) [[likely]]
      return message;
    errno = length == 0 ? EPIPE : EMSGSIZE;
    throw_errno("recvmsg from", path);
  }

  static constexpr const char* path = "/dev/" KUIPC_UNIXSOCK_NODE;
  Traffic traffic_ = Traffic::echo;
  std::unique_ptr<TakingTurns> turns_;
  Descriptor file_ = open_file(path, O_RDWR);
  Descriptor socket_{checked(ioctl(file_.get(), KUIPC_UNIXSOCK_CONNECT), "ioctl CONNECT", path)};
};

// A request that the thread hands to a softirq, through a queue under a spinlock. What is pulled,
// or comes unasked, has no need of it.
class UnixsockCritical : private Unixsock {
 public:
  static constexpr TransportInfo info{.stem = "unixsock",
                                      .variant = "critical",
                                      .echo = Unixsock::info.echo,
                                      .push = Unixsock::info.push,
                                      .pull = {}};

  using Unixsock::partner;
  using Unixsock::prepare;
  using Unixsock::receive;

  void send(std::span<const std::byte> message) {
    if (traffic() != Traffic::push) return request(KUIPC_UNIXSOCK_ECHO_QUEUED, message);
    request(KUIPC_UNIXSOCK_PUSH_QUEUED, message);
    answer({});
  }
};

}  // namespace kuipc
