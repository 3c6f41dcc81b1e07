// SPDX-License-Identifier: Apache-2.0
// Descriptors that processes hand on to one another: whoever asks next takes them, be he root or
// not.
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstring>

#include "tests/fuzz/family.h"

namespace kuipc::fuzz {
namespace {

constexpr std::size_t at_once = 3;

struct Parcel {
  std::array<std::byte, CMSG_SPACE(sizeof(int) * at_once)> control{};
  std::array<std::uint8_t, at_once> kind{};
  iovec part{kind.data(), kind.size()};
  msghdr header{};

  Parcel() {
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
  }
};

Kind any_kind(Worker& worker) {
  const Part stem = worker.stem();
  if (stem == Part::unixsock && worker.random.once_in(2)) return packets;
  return worker.random.once_in(3) ? control_of(stem) : data_of(stem);
}

void send_some(Worker& worker) {
  Parcel parcel;
  const std::size_t count = 1 + worker.random.below(at_once);
  std::array<int, at_once> files{};
  for (std::size_t i = 0; i < count; ++i) {
    const Kind kind = any_kind(worker);
    parcel.kind[i] = kind.index;
    files[i] = worker.file(kind);
  }
  cmsghdr* rights = CMSG_FIRSTHDR(&parcel.header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int) * count);
  parcel.header.msg_controllen = CMSG_SPACE(sizeof(int) * count);
  std::memcpy(CMSG_DATA(rights), files.data(), sizeof(int) * count);
  worker.call(Part::rights, [&] {
    return sendmsg(worker.process.exchange[0], &parcel.header, MSG_DONTWAIT | MSG_NOSIGNAL);
  });
}

// What came with one message: at most at_once.
template <class Each>
void unpack(Parcel& parcel, Each&& each) {
  const cmsghdr* rights = CMSG_FIRSTHDR(&parcel.header);
  if (rights == nullptr || rights->cmsg_type != SCM_RIGHTS) return;
  const std::size_t count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (std::size_t i = 0; i < count; ++i) {
    int file = -1;
    std::memcpy(&file, CMSG_DATA(rights) + i * sizeof file, sizeof file);
    each(Kind{parcel.kind[i]}, file);
  }
}

void take_some(Worker& worker) {
  Parcel parcel;
  const long length = worker.call(Part::rights, [&] {
    return recvmsg(worker.process.exchange[1], &parcel.header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  });
  if (length > 0)
    unpack(parcel, [&](Kind kind, int file) { worker.process.files.adopt(worker, kind, file); });
}

}  // namespace

void step_rights(Worker& worker) {
  if (worker.random.once_in(2))
    send_some(worker);
  else
    take_some(worker);
}

void empty_exchange(int descriptor) {
  for (;;) {
    Parcel parcel;
    if (recvmsg(descriptor, &parcel.header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0) return;
    unpack(parcel, [](Kind, int file) { close(file); });
  }
}

}  // namespace kuipc::fuzz
