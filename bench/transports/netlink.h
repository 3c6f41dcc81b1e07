// SPDX-License-Identifier: Apache-2.0
// netlink, user side: datagrams to the kernel and back over a raw netlink socket, by plain system
// calls and, as variant libnl, the way a program written for libnl-3 does it. Kernel side:
// modules/netlink.c.
#pragma once

#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <memory>
#include <new>

#include "bench/descriptor.h"
#include "bench/kernel_memory.h"
#include "bench/transport.h"
#include "common/message.h"
#include "common/netlink.h"

namespace kuipc {

// The kernel's end as the module was loaded: what it is called in errors, and what it wants.
class NetlinkPeer {
 public:
  [[nodiscard]] int protocol() const noexcept { return protocol_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  // Room for the largest message either way; the kernel doubles what it is given. To send there is
  // none for a byte more (netlink keeps 32 back), so that sendmsg refuses what is too large. Errors
  // come without a copy of the request.
  void set_up(int socket) const {
    const int largest = static_cast<int>(KUIPC_MAX_MESSAGE);
    set(socket, SOL_SOCKET, SO_SNDBUFFORCE, (NLMSG_HDRLEN + largest + 32) / 2, "SO_SNDBUFFORCE");
    set(socket, SOL_SOCKET, SO_RCVBUFFORCE, 2 * largest, "SO_RCVBUFFORCE");
    set(socket, SOL_NETLINK, NETLINK_CAP_ACK, 1, "NETLINK_CAP_ACK");
  }

  [[noreturn]] void throw_answer(int error) const {
    errno = error;
    throw_errno("answer of", name_);
  }

 private:
  void set(int socket, int level, int option, int value, const std::string& option_name) const {
    checked(setsockopt(socket, level, option, &value, sizeof value), "setsockopt",
            option_name + " to " + name_);
  }

  static int loaded_protocol() {
    int protocol = 0;
    // No file, no module: opening a socket of the default protocol will say so.
    return std::ifstream(KUIPC_NETLINK_PROTOCOL_FILE) >> protocol ? protocol
                                                                  : KUIPC_NETLINK_PROTOCOL;
  }

  int protocol_ = loaded_protocol();
  std::string name_ = "kuipc_netlink, netlink protocol " + std::to_string(protocol_);
};

class NetlinkCalls {
 public:
  static constexpr TransportInfo info{.stem = "netlink",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 3},
                                      .push = Cost{.syscalls = 1, .copies = 2},
                                      .pull = Cost{.syscalls = 2, .copies = 2},
                                      .event = Cost{.syscalls = 1, .copies = 2, .wakeups = 1}};

  // A connected socket hears nobody but its peer, here the kernel.
  NetlinkCalls() {
    const sockaddr_nl kernel{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = 0};
    checked(connect(number(), reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel),
            "connect to", peer_.name());
    peer_.set_up(number());
  }

  [[nodiscard]] int number() const noexcept { return socket_.get(); }

  void request(__u16 type, std::span<const std::byte> message, __u16 flags = 0) {
    nlmsghdr header{.nlmsg_len = static_cast<__u32>(NLMSG_HDRLEN + message.size()),
                    .nlmsg_type = type,
                    .nlmsg_flags = static_cast<__u16>(NLM_F_REQUEST | flags),
                    .nlmsg_seq = ++sequence_,
                    .nlmsg_pid = 0};
    std::array<iovec, 2> parts{
        {{&header, sizeof header}, {const_cast<std::byte*>(message.data()), message.size()}}};
    msghdr datagram{};
    datagram.msg_iov = parts.data();
    datagram.msg_iovlen = parts.size();
    checked(sendmsg(number(), &datagram, 0), "sendmsg to", peer_.name());
  }

  // A datagram is padded with zeros to a multiple of 4 bytes: where room is larger than the
  // message, up to three of them follow it there.
  std::size_t answer(std::span<std::byte> room) {
    nlmsghdr header{};
    std::array<std::byte, sizeof(nlmsgerr)> spill{};  // for padding, and errors larger than room
    std::array<iovec, 3> parts{
        {{&header, sizeof header}, {room.data(), room.size()}, {spill.data(), spill.size()}}};
    checked(take(parts), "recvmsg from", peer_.name());
    if (header.nlmsg_type != KUIPC_NETLINK_MESSAGE) [[unlikely]]
      peer_.throw_answer(header.nlmsg_type == NLMSG_ERROR ? error_in(room, spill) : EPROTO);
    const std::size_t length = header.nlmsg_len - NLMSG_HDRLEN;
    if (length > room.size()) [[unlikely]]
      peer_.throw_answer(EMSGSIZE);
    return length;
  }

  // The acknowledgement that NLM_F_ACK asked for: an error of 0.
  void acknowledgement() {
    nlmsghdr header{};
    nlmsgerr report{};
    std::array<iovec, 2> parts{{{&header, sizeof header}, {&report, sizeof report}}};
    checked(take(parts), "recvmsg from", peer_.name());
    if (header.nlmsg_type != NLMSG_ERROR || report.error != 0)
      peer_.throw_answer(header.nlmsg_type == NLMSG_ERROR ? -report.error : EPROTO);
  }

  // What came unasked. ENOBUFS is how the kernel says, once, that it has lost some.
  Heard hear(std::span<std::byte> room) {
    nlmsghdr header{};
    std::array<iovec, 2> parts{{{&header, sizeof header}, {room.data(), room.size()}}};
    if (take(parts) >= 0)
      return {.length = header.nlmsg_len - static_cast<std::size_t>(NLMSG_HDRLEN), .messages = 1};
    if (errno == ENOBUFS) return {.overrun = true};
    if (errno != EAGAIN && errno != EINTR) throw_errno("recvmsg from", peer_.name());
    return {};
  }

 private:
  ssize_t take(std::span<iovec> parts) {
    msghdr datagram{};
    datagram.msg_iov = parts.data();
    datagram.msg_iovlen = parts.size();
    return recvmsg(number(), &datagram, 0);
  }

  // struct nlmsgerr begins with a negative errno, which may lie across the two.
  static int error_in(std::span<const std::byte> room, std::span<const std::byte> spill) {
    std::array<std::byte, sizeof(int)> negative{};
    for (std::size_t i = 0; i < negative.size(); ++i)
      negative[i] = i < room.size() ? room[i] : spill[i - room.size()];
    return -std::bit_cast<int>(negative);
  }

  NetlinkPeer peer_;
  Descriptor socket_{checked(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, peer_.protocol()),
                             "socket to", peer_.name())};
  __u32 sequence_ = 0;
};

// The library's defaults: a message object for each way, and a look at the size of each answer
// (MSG_PEEK) before it is read. Its mallocs may cost system calls of their own for large messages.
class NetlinkLibrary {
 public:
  static constexpr TransportInfo info{.stem = "netlink",
                                      .variant = "libnl",
                                      .echo = Cost{.syscalls = 3, .copies = 7},
                                      .push = Cost{.syscalls = 1, .copies = 3},
                                      .pull = Cost{.syscalls = 3, .copies = 5}};

  // Automatic acknowledgements would be one more message for each; the other way sends none either.
  NetlinkLibrary() {
    if (!socket_) throw std::bad_alloc();
    nl_socket_disable_auto_ack(socket_.get());
    done(nl_connect(socket_.get(), peer_.protocol()), "nl_connect to");
    peer_.set_up(number());
    nl_socket_modify_cb(socket_.get(), NL_CB_VALID, NL_CB_CUSTOM, take, answer_.get());
    nl_socket_modify_err_cb(socket_.get(), NL_CB_CUSTOM, take_error, answer_.get());
  }

  [[nodiscard]] int number() const noexcept { return nl_socket_get_fd(socket_.get()); }

  void request(__u16 type, std::span<const std::byte> message) {
    const Owned<nl_msg, nlmsg_free> datagram{
        nlmsg_alloc_size(static_cast<std::size_t>(NLMSG_HDRLEN) + message.size())};
    if (!datagram || !nlmsg_put(datagram.get(), NL_AUTO_PORT, NL_AUTO_SEQ, type, 0, 0) ||
        nlmsg_append(datagram.get(), const_cast<std::byte*>(message.data()), message.size(), 0) < 0)
      throw std::bad_alloc();
    done(nl_send_auto(socket_.get(), datagram.get()), "nl_send_auto to");
  }

  std::size_t answer(std::span<std::byte> room) {
    *answer_ = {.room = room};
    while (!answer_->arrived) {
      const int result = nl_recvmsgs_default(socket_.get());
      if (answer_->error != 0) [[unlikely]]
        peer_.throw_answer(answer_->error);
      done(result, "nl_recvmsgs from");
    }
    return answer_->length;
  }

 private:
  template <class T, void (*release)(T*)>
  struct Releases {
    void operator()(T* object) const { release(object); }
  };
  template <class T, void (*release)(T*)>
  using Owned = std::unique_ptr<T, Releases<T, release>>;

  struct Answer {
    std::span<std::byte> room{};
    bool arrived = false;
    std::size_t length = 0;
    int error = 0;
  };

  static int take(nl_msg* datagram, void* context) {
    auto& answer = *static_cast<Answer*>(context);
    const nlmsghdr* header = nlmsg_hdr(datagram);
    answer.length = static_cast<std::size_t>(nlmsg_datalen(header));
    answer.arrived = true;
    if (header->nlmsg_type != KUIPC_NETLINK_MESSAGE)
      answer.error = EPROTO;
    else if (answer.length > answer.room.size())
      answer.error = EMSGSIZE;
    else
      std::copy_n(static_cast<const std::byte*>(nlmsg_data(header)), answer.length,
                  answer.room.data());
    return NL_OK;
  }

  static int take_error(sockaddr_nl* /*from*/, nlmsgerr* report, void* context) {
    static_cast<Answer*>(context)->error = -report->error;
    return NL_STOP;
  }

  // libnl's own codes say less than errno, which is as the failed system call has left it.
  void done(int result, const char* operation) const { checked(result, operation, peer_.name()); }

  NetlinkPeer peer_;
  Owned<nl_sock, nl_socket_free> socket_{nl_socket_alloc()};
  std::unique_ptr<Answer> answer_ = std::make_unique<Answer>();  // libnl knows its address
};

// The transport over either: which requests each traffic is made of.
template <class Socket>
class NetlinkTransport {
 public:
  static constexpr TransportInfo info = Socket::info;
  static constexpr bool Hears = Socket::info.event.has_value();

  // An empty message each way: whether the kernel lets us is known from here on.
  NetlinkTransport() {
    socket_.request(KUIPC_NETLINK_PUSH, {});
    socket_.request(KUIPC_NETLINK_PULL, {});
    socket_.answer({});
  }

  // A push is answered only if it fails: what has come unasked is such an error, and thrown here.
  void prepare(Traffic traffic) {
    traffic_ = traffic;
    pollfd unasked{socket_.number(), POLLIN, 0};
    if (poll(&unasked, 1, 0) > 0) socket_.answer({});
  }

  void send(std::span<const std::byte> message) {
    socket_.request(traffic_ == Traffic::echo ? KUIPC_NETLINK_ECHO : KUIPC_NETLINK_PUSH, message);
  }

  std::size_t receive(std::span<std::byte> room) {
    if (traffic_ == Traffic::pull) socket_.request(KUIPC_NETLINK_PULL, {});
    return socket_.answer(room);
  }

  void listen(std::size_t /*size*/) requires Hears {
    socket_.request(KUIPC_NETLINK_LISTEN, {}, NLM_F_ACK);
    socket_.acknowledgement();
  }

  Heard hear(std::span<std::byte> room) requires Hears { return socket_.hear(room); }

  [[nodiscard]] int event_descriptor() const noexcept { return socket_.number(); }
  [[nodiscard]] std::size_t queue_bytes() const requires Hears {
    return receive_memory(socket_.number());
  }

 private:
  Socket socket_;
  Traffic traffic_ = Traffic::echo;
};

using Netlink = NetlinkTransport<NetlinkCalls>;
using NetlinkLibnl = NetlinkTransport<NetlinkLibrary>;

}  // namespace kuipc
