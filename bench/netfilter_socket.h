// SPDX-License-Identifier: Apache-2.0
// Requests to the kernel's netfilter subsystems (nfnetlink), written with libmnl.
#pragma once

#include <libmnl/libmnl.h>
#include <linux/netfilter/nfnetlink.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace kuipc {

// One datagram of requests, each of which is to be acknowledged.
class NetfilterRequests {
 public:
  // Begins a request; attributes put into the result belong to it. type is subsystem << 8 |
  // message.
  nlmsghdr* add(int type, int family, std::uint16_t resource = 0, int flags = NLM_F_ACK);

  [[nodiscard]] const void* data() const noexcept { return bytes_.data(); }
  // Ends the last request.
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] unsigned acknowledgements() const noexcept { return acknowledgements_; }

 private:
  std::vector<std::byte> bytes_ = std::vector<std::byte>(4096);
  std::size_t last_ = 0;
  nlmsghdr* request_ = nullptr;
  std::uint32_t sequence_ = 0;
  unsigned acknowledgements_ = 0;
};

class NetfilterSocket {
 public:
  // Throws std::system_error: EPROTONOSUPPORT where the kernel has no nfnetlink.
  NetfilterSocket();

  // Sends them and waits for every acknowledgement. Throws std::system_error naming what.
  void request(const NetfilterRequests& requests, const char* what);

  [[nodiscard]] mnl_socket* get() const noexcept { return socket_.get(); }
  [[nodiscard]] int descriptor() const noexcept { return mnl_socket_get_fd(socket_.get()); }

 private:
  struct Close {
    void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
  };
  std::unique_ptr<mnl_socket, Close> socket_;
};

// Has the packets of a protocol (IPPROTO_*) that come in over IPv4 wait for the verdict of a queue:
//   table ip kuipc { chain packets { type filter hook prerouting priority filter;
//                                    meta l4proto <protocol> queue num <queue> } }
// The rule is there until its network namespace ends. Throws std::system_error.
void add_queue_rule(NetfilterSocket& socket, std::uint8_t protocol, std::uint16_t queue);

}  // namespace kuipc
