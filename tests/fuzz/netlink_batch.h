// SPDX-License-Identifier: Apache-2.0
// Netlink requests as netlink and netfilter take them: several in a datagram, some with a header
// that lies.
#pragma once

#include <linux/netlink.h>
#include <sys/socket.h>

#include <cstring>
#include <vector>

#include "tests/fuzz/worker.h"

namespace kuipc::fuzz {

class Batch {
 public:
  void add(std::uint16_t type, std::uint16_t flags, Bytes payload, Random& random) {
    if (reaches_on_) return;
    nlmsghdr header{};
    header.nlmsg_len = static_cast<__u32>(sizeof header + payload.size());
    header.nlmsg_type = type;
    header.nlmsg_flags = flags;
    header.nlmsg_seq = static_cast<__u32>(random.next());
    if (random.once_in(24))
      header.nlmsg_len = static_cast<__u32>(random.below(2 * header.nlmsg_len));
    if (random.once_in(60)) header.nlmsg_len = static_cast<__u32>(random.next());
    if (random.once_in(24)) header.nlmsg_flags = static_cast<__u16>(random.next());
    // What lies behind it would be part of its message, which nobody wrote like that.
    reaches_on_ = header.nlmsg_len > sizeof header + payload.size();
    const std::size_t at = bytes_.size();
    bytes_.resize(at + NLMSG_ALIGN(sizeof header + payload.size()));
    std::memcpy(bytes_.data() + at, &header, sizeof header);
    if (!payload.empty())
      std::memcpy(bytes_.data() + at + sizeof header, payload.data(), payload.size());
  }
  // To the kernel, whole or, seldom, without its end.
  long send(Worker& worker, Part part, int descriptor) {
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    const std::size_t size =
        worker.random.once_in(24) ? worker.random.below(bytes_.size()) : bytes_.size();
    const std::byte* from = worker.source(Bytes{bytes_}.first(size));
    return worker.call(part, [&] {
      return sendto(descriptor, from, size, MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&kernel),
                    sizeof kernel);
    });
  }

 private:
  std::vector<std::byte> bytes_;
  bool reaches_on_ = false;
};

// Takes one datagram, if there is one, and calls each(header, payload) for what is in it. Whether
// there was.
template <class Each>
bool receive_batch(Worker& worker, Part part, int descriptor, Each&& each) {
  const std::size_t size = worker.random.once_in(16) ? worker.random.below(100) : 1U << 17;
  std::byte* to = worker.room(size);
  const long length = worker.call(part, [&] { return recv(descriptor, to, size, MSG_DONTWAIT); });
  if (length <= 0) return false;
  auto left = static_cast<int>(length);  // NLMSG_NEXT() may take it below 0
  for (auto* header = reinterpret_cast<nlmsghdr*>(to); NLMSG_OK(header, left);
       header = NLMSG_NEXT(header, left))
    each(*header,
         Bytes{static_cast<const std::byte*>(NLMSG_DATA(header)), NLMSG_PAYLOAD(header, 0)});
  return true;
}

}  // namespace kuipc::fuzz
