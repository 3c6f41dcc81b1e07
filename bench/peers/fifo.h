// SPDX-License-Identifier: Apache-2.0
// Two FIFOs, named pipes, one each way. They are opened and unlinked before the first message.
//
//   harness   write --copy--> pages of the pipe --copy--> read   partner
//             read  <--copy-- pages of the pipe <--copy-- write
//
// Per round trip: 4 system calls, 4 copies, 2 wakeups when blocking. The data path is the pipe's;
// what its file system adds, for the times of the node, is next to nothing.
//
// Limits: as for a pipe (bench/peers/pipe.h), and a folder to make them in: TMPDIR or /tmp.
//
// In the real world: processes that are not related and need no socket: initctl, job queues.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "bench/peers/pipe.h"

namespace kuipc::peers {

class Fifo {
 public:
  static constexpr PeerInfo info{.name = "fifo",
                                 .block = Cost{.syscalls = 4, .copies = 4, .wakeups = 2},
                                 .spin = Cost{.syscalls = 4, .copies = 4}};

  Fifo(std::size_t size, Wake wake) {
    connect(harness_.out, partner_.in, size, wake);
    connect(partner_.out, harness_.in, size, wake);
  }

  void take(Side side, pid_t /*other*/) {
    ends_ = std::move(side == Side::harness ? harness_ : partner_);
    harness_ = {};
    partner_ = {};
  }

  void send(const Parcel& message) { write_whole(ends_.out, message.bytes(), "FIFO"); }
  std::size_t receive(Parcel& parcel) { return read_whole(ends_.in, parcel.bytes(), "FIFO"); }

 private:
  // A reader that does not wait for a writer first, so that one process can open both ends.
  static void connect(Descriptor& from, Descriptor& to, std::size_t size, Wake wake) {
    const Folder folder;
    const std::string path = folder.path + "/fifo";
    checked(mkfifo(path.c_str(), 0600), "mkfifo", path);
    to = open_file(path, O_RDONLY | O_NONBLOCK);
    from = open_file(path, O_WRONLY | O_NONBLOCK);
    if (wake == Wake::block)
      for (const Descriptor* end : {&to, &from})
        checked(fcntl(end->get(), F_SETFL, 0), "fcntl", path);
    make_room_in_pipe(from, size);
  }

  // Gone, with what is in it, as soon as both ends are open.
  struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / "kuipc.XXXXXX").string();
    Folder() {
      if (mkdtemp(path.data()) == nullptr) throw_errno("mkdtemp", path);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
      unlink((path + "/fifo").c_str());
      rmdir(path.c_str());
    }
  };

  Ends harness_;
  Ends partner_;
  Ends ends_;
};

}  // namespace kuipc::peers
