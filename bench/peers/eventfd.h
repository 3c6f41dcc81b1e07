// SPDX-License-Identifier: Apache-2.0
// Two eventfds, one each way: a counter in the kernel that write adds to and read takes.
//
//   harness   write --8 bytes--> counter --8 bytes--> read   partner
//             read  <--8 bytes-- counter <--8 bytes-- write
//
// Per round trip: 4 system calls, 4 copies of 8 bytes, 2 wakeups when blocking. No allocation.
//
// Limits: carries 8 bytes and nothing else. Two writes before a read become their sum. A counter of
// 0 means that nothing is there, so the message travels as itself plus one, which leaves out two
// values of 2^64.
//
// In the real world: event loops, KVM (irqfd, ioeventfd), vhost and virtio's kick and call,
// io_uring and AIO completion.
#pragma once

#include <sys/eventfd.h>

#include <cstdint>
#include <cstring>

#include "bench/patience.h"
#include "bench/peer.h"

namespace kuipc::peers {

class Eventfd {
 public:
  static constexpr PeerInfo info{.name = "eventfd",
                                 .block = Cost{.syscalls = 4, .copies = 4, .wakeups = 2},
                                 .spin = Cost{.syscalls = 4, .copies = 4},
                                 .size = sizeof(std::uint64_t)};

  Eventfd(std::size_t size, Wake wake) : there_(make(wake)), back_(make(wake)) {
    if (size != sizeof(std::uint64_t)) throw Unavailable("an eventfd carries 8 bytes");
  }

  void take(Side side, pid_t /*other*/) {
    ends_.out = std::move(side == Side::harness ? there_ : back_);
    ends_.in = std::move(side == Side::harness ? back_ : there_);
  }

  void send(const Parcel& message) {
    std::uint64_t value = 0;
    std::memcpy(&value, message.bytes().data(), sizeof value);
    if (++value == 0) [[unlikely]] {
      errno = EINVAL;
      throw_errno("write", "eventfd");
    }
    patiently([&] { return write(ends_.out.get(), &value, sizeof value); }, "write", "eventfd");
  }

  std::size_t receive(Parcel& parcel) {
    std::uint64_t value = 0;
    patiently([&] { return read(ends_.in.get(), &value, sizeof value); }, "read", "eventfd");
    --value;
    std::memcpy(parcel.bytes().data(), &value, sizeof value);
    return sizeof value;
  }

 private:
  static Descriptor make(Wake wake) {
    const int flags = EFD_CLOEXEC | (wake == Wake::spin ? EFD_NONBLOCK : 0);
    return Descriptor(checked(eventfd(0, flags), "eventfd", ""));
  }

  Descriptor there_;
  Descriptor back_;
  Ends ends_;
};

}  // namespace kuipc::peers
