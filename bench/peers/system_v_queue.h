// SPDX-License-Identifier: Apache-2.0
// Two System V message queues, one each way.
//
//   harness   msgsnd --copy--> kernel memory, queued --copy--> msgrcv   partner
//             msgrcv <--copy-- kernel memory, queued <--copy-- msgsnd
//
// Per round trip: 4 system calls, 4 copies, 2 wakeups when blocking. A message lies in kernel
// memory, in pieces of a page, from the one call to the other; one who waits is handed it.
//
// Limits: kernel.msgmax and kernel.msgmnb, 8,192 and 16,384 bytes by default. In an IPC namespace
// of its own the harness raises them for itself; elsewhere a larger message is a skip.
//
// In the real world: databases and middleware of the System V age; fakeroot.
#pragma once

#include <sys/msg.h>

#include "bench/patience.h"
#include "bench/peers/system_v.h"

namespace kuipc::peers {

class MessageQueue {
 public:
  // For messages of size bytes: it is given its share of kernel.msgmnb when it is made.
  explicit MessageQueue(std::size_t size) {
    need_limit("kernel.msgmax", size);
    need_limit("kernel.msgmnb", size);
    id_ = make_system_v([] { return msgget(IPC_PRIVATE, 0600); }, "msgget");
  }
  MessageQueue(const MessageQueue&) = delete;
  MessageQueue& operator=(const MessageQueue&) = delete;
  ~MessageQueue() { remove(); }

  [[nodiscard]] int id() const noexcept { return id_; }
  void remove() const noexcept { msgctl(id_, IPC_RMID, nullptr); }

 private:
  int id_ = -1;
};

class SystemVQueue {
 public:
  static constexpr PeerInfo info{.name = "system_v_queue",
                                 .block = Cost{.syscalls = 4, .copies = 4, .wakeups = 2},
                                 .spin = Cost{.syscalls = 4, .copies = 4}};

  SystemVQueue(std::size_t size, Wake wake)
      : there_(size), back_(size), wait_(wake == Wake::spin ? IPC_NOWAIT : 0) {}

  void take(Side side, pid_t /*other*/) {
    const bool harness = side == Side::harness;
    out_ = (harness ? there_ : back_).id();
    in_ = (harness ? back_ : there_).id();
  }

  void send(const Parcel& message) {
    patiently([&] { return msgsnd(out_, message.type(), message.bytes().size(), wait_); }, "msgsnd",
              "System V queue");
  }

  // A message that is larger than the room is refused with E2BIG and stays.
  std::size_t receive(Parcel& parcel) {
    return static_cast<std::size_t>(
        patiently([&] { return take_one(parcel); }, "msgrcv", "System V queue"));
  }

  void remove() const noexcept {
    there_.remove();
    back_.remove();
  }

 private:
  // Finding nothing has an errno of its own here, for EAGAIN is what msgsnd(2) finds.
  ssize_t take_one(Parcel& parcel) const {
    const ssize_t length = msgrcv(in_, parcel.type(), parcel.bytes().size(), 0, wait_);
    if (length < 0 && errno == ENOMSG) errno = EAGAIN;
    return length;
  }

  MessageQueue there_;
  MessageQueue back_;
  int wait_;
  int in_ = -1;
  int out_ = -1;
};

}  // namespace kuipc::peers
