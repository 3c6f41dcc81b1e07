// SPDX-License-Identifier: Apache-2.0
// Two pipes, one each way.
//
//   harness   write --copy--> pages of the pipe --copy--> read   partner
//             read  <--copy-- pages of the pipe <--copy-- write
//
// Per round trip: 4 system calls, 4 copies, 2 wakeups when blocking. The kernel allocates a page
// for each 4 KiB written and frees it when it has been read (two are kept at hand).
//
// Limits: none to a message, since a pipe is a stream; but one larger than the pipe's capacity (64
// KiB unless raised, pipe(7)) would take a switch for each capacity's worth, so the pipe is made as
// large as the message. Without privilege fs.pipe-max-size, 1 MiB, is the end of that.
//
// In the real world: shells; event loops that wake themselves; the classic of every benchmark
// (lmbench lat_pipe, perf bench sched pipe).
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "bench/patience.h"
#include "bench/peer.h"

namespace kuipc::peers {

// Lets a pipe or FIFO hold a message of size bytes.
inline void make_room_in_pipe(const Descriptor& pipe, std::size_t size) {
  if (checked(fcntl(pipe.get(), F_GETPIPE_SZ), "fcntl F_GETPIPE_SZ", "pipe") >=
      static_cast<int>(size))
    return;
  if (fcntl(pipe.get(), F_SETPIPE_SZ, static_cast<int>(size)) < 0)
    throw Unavailable(
        "a pipe cannot be made to hold " + std::to_string(size) +
        " bytes; run as root, or: sysctl -w fs.pipe-max-size=" + std::to_string(size));
}

class Pipe {
 public:
  static constexpr PeerInfo info{.name = "pipe",
                                 .block = Cost{.syscalls = 4, .copies = 4, .wakeups = 2},
                                 .spin = Cost{.syscalls = 4, .copies = 4}};

  Pipe(std::size_t size, Wake wake) {
    connect(harness_.out, partner_.in, size, wake);
    connect(partner_.out, harness_.in, size, wake);
  }

  void take(Side side, pid_t /*other*/) {
    ends_ = std::move(side == Side::harness ? harness_ : partner_);
    harness_ = {};
    partner_ = {};
  }

  void send(const Parcel& message) { write_whole(ends_.out, message.bytes(), "pipe"); }
  std::size_t receive(Parcel& parcel) { return read_whole(ends_.in, parcel.bytes(), "pipe"); }

 private:
  static void connect(Descriptor& from, Descriptor& to, std::size_t size, Wake wake) {
    int both[2];
    checked(pipe2(both, O_CLOEXEC | (wake == Wake::spin ? O_NONBLOCK : 0)), "pipe2", "");
    to = Descriptor(both[0]);
    from = Descriptor(both[1]);
    make_room_in_pipe(from, size);
  }

  Ends harness_;
  Ends partner_;
  Ends ends_;
};

}  // namespace kuipc::peers
