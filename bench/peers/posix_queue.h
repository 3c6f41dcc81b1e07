// SPDX-License-Identifier: Apache-2.0
// Two POSIX message queues, one each way. Their names are unlinked as soon as they are open.
//
//   harness   mq_send    --copy--> kernel memory, queued --copy--> mq_receive   partner
//             mq_receive <--copy-- kernel memory, queued <--copy-- mq_send
//
// Per round trip: 4 system calls, 4 copies, 2 wakeups when blocking. One who waits is handed the
// message. As System V's, with a tree of priorities instead of types, and a descriptor that poll(2)
// takes.
//
// Limits: fs.mqueue.msgsize_max, 8,192 bytes by default, which the harness raises for itself where
// it has an IPC namespace of its own; RLIMIT_MSGQUEUE, 800 KiB for all queues of a user.
//
// In the real world: real-time software that wants priorities; mq_overview(7).
#pragma once

#include <mqueue.h>
#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "bench/own_ipc.h"
#include "bench/patience.h"
#include "bench/peer.h"

namespace kuipc::peers {

class PosixQueue {
 public:
  static constexpr PeerInfo info{.name = "posix_queue",
                                 .block = Cost{.syscalls = 4, .copies = 4, .wakeups = 2},
                                 .spin = Cost{.syscalls = 4, .copies = 4}};

  PosixQueue(std::size_t size, Wake wake) {
    need_limit("fs.mqueue.msgsize_max", size);
    if (size > 65536) allow_large_queues();
    there_ = open("there", size, wake);
    back_ = open("back", size, wake);
  }

  void take(Side side, pid_t /*other*/) {
    ends_.out = std::move(side == Side::harness ? there_ : back_);
    ends_.in = std::move(side == Side::harness ? back_ : there_);
  }

  void send(const Parcel& message) {
    const auto bytes = reinterpret_cast<const char*>(message.bytes().data());
    patiently([&] { return mq_send(ends_.out.get(), bytes, message.bytes().size(), 0); }, "mq_send",
              "POSIX queue");
  }

  std::size_t receive(Parcel& parcel) {
    const auto room = reinterpret_cast<char*>(parcel.bytes().data());
    return static_cast<std::size_t>(
        patiently([&] { return mq_receive(ends_.in.get(), room, parcel.bytes().size(), nullptr); },
                  "mq_receive", "POSIX queue"));
  }

 private:
  // On Linux a message queue's descriptor is a file descriptor: mq_overview(7).
  static Descriptor open(const char* way, std::size_t size, Wake wake) {
    const std::string name = "/kuipc." + std::to_string(getpid()) + "." + way;
    mq_attr shape{};
    shape.mq_maxmsg = 1;
    shape.mq_msgsize = static_cast<long>(size);
    const int wait = wake == Wake::spin ? O_NONBLOCK : 0;
    Descriptor queue(
        mq_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | wait, 0600, &shape));
    if (queue.get() < 0 && errno == EMFILE)
      throw Unavailable(
          "mq_open: the queues of this user may hold no " + std::to_string(size) +
          " bytes more (RLIMIT_MSGQUEUE); run with CAP_SYS_RESOURCE, or: ulimit -q unlimited");
    if (queue.get() < 0 && errno == ENOSYS)
      throw Unavailable("mq_open: this kernel has no POSIX queues (CONFIG_POSIX_MQUEUE)");
    checked(queue.get(), "mq_open", name);
    mq_unlink(name.c_str());
    return queue;
  }

  // Of this process and its forks alone. Where that is not permitted, mq_open() says so.
  static void allow_large_queues() {
    rlimit limit{};
    getrlimit(RLIMIT_MSGQUEUE, &limit);
    constexpr rlim_t enough = 8u << 20;
    limit = {std::max(limit.rlim_cur, enough), std::max(limit.rlim_max, enough)};
    setrlimit(RLIMIT_MSGQUEUE, &limit);
  }

  Descriptor there_;
  Descriptor back_;
  Ends ends_;
};

}  // namespace kuipc::peers
