// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/uring.h"

#include <poll.h>

#include "tests/fuzz/family.h"

namespace kuipc::fuzz {
namespace {

// Of a transport of this epoch, any of its files.
Kind any_kind(Worker& worker) {
  const Part stem = worker.stem();
  if (worker.random.once_in(6)) return control_of(stem);
  if (stem == Part::unixsock && worker.random.once_in(2)) return packets;
  if (stem == Part::eventfd && worker.random.once_in(2)) return counter;
  return data_of(stem);
}

bool has_whole_messages(Kind kind) {
  const Part stem = kind.stem();
  return !kind.is_control() && (stem == Part::procfs || stem == Part::debugfs ||
                                stem == Part::seqfile || stem == Part::sysctl);
}

// Sockets take what is no message for one, and modparam takes text.
bool takes_messages(Kind kind) {
  return has_whole_messages(kind) || kind.index == data_of(Part::chardev).index;
}

bool is_socket(Kind kind) {
  constexpr std::array<Part, 4> sockets{Part::sockopt, Part::sockopt_text, Part::netlink,
                                        Part::netfilter};
  return kind.index == packets.index ||
         (!kind.is_control() &&
          std::find(sockets.begin(), sockets.end(), kind.part()) != sockets.end());
}

void prepare(Worker& worker, Ring& ring, io_uring_sqe* entry, unsigned number, Asked& asked) {
  const int file = worker.file(asked.kind);
  const Bytes message = worker.message(1U << 16);
  asked.whole = false;
  switch (worker.random.below(takes_messages(asked.kind) ? 8 : 5)) {
    case 0:
      io_uring_prep_read(entry, file, ring.buffer(number), Ring::room, static_cast<__u64>(-1));
      break;
    case 1:
      io_uring_prep_poll_add(entry, file, worker.random.once_in(2) ? POLLIN : POLLIN | POLLOUT);
      break;
    case 2:
      if (!is_socket(asked.kind) && !worker.random.once_in(8)) {
        io_uring_prep_poll_add(entry, file, POLLOUT);
        break;
      }
      io_uring_prep_recv(entry, file, ring.buffer(number), Ring::room, MSG_DONTWAIT);
      break;
    case 3:
    case 4:
      io_uring_prep_read(entry, file, ring.buffer(number), Ring::room, 0);
      asked.whole = has_whole_messages(asked.kind);
      break;
    default:
      io_uring_prep_write(entry, file, message.data(), static_cast<unsigned>(message.size()),
                          worker.random.once_in(2) ? 0 : static_cast<__u64>(-1));
  }
  if (worker.random.once_in(8)) io_uring_sqe_set_flags(entry, IOSQE_ASYNC);
  io_uring_sqe_set_data64(entry, number);
}

void came_back(Worker& worker, Ring& ring, unsigned number, int result, const Asked& asked) {
  worker.process.shared.count(Part::io_uring, result >= 0);
  if (result <= 0 || !asked.whole) return;
  if (!worker.process.role.privileged())
    worker.process.shared.find("io_uring read %s for a process without CAP_NET_ADMIN",
                               part_names[index_of(asked.kind.part())].data());
  const Bytes read{ring.buffer(number), static_cast<std::size_t>(result)};
  if (read.size() == Ring::room && worker.process.messages.has_begin(read)) return;
  worker.expect_message(asked.kind.part(), "a read by io_uring", read);
}

}  // namespace

Ring::Ring()
    : works_(io_uring_queue_init(entries, &ring_, 0) == 0),
      buffers_(new std::array<std::byte, room>[entries]) {}

Ring::~Ring() {
  if (works_) io_uring_queue_exit(&ring_);
}

io_uring_sqe* Ring::next(unsigned& number) {
  for (number = 0; number < entries && busy_[number]; ++number) {
  }
  io_uring_sqe* entry = number < entries ? io_uring_get_sqe(&ring_) : nullptr;
  if (entry != nullptr) busy_[number] = true;
  return entry;
}

Ring* ring_of(Worker& worker) {
  if (!worker.ring) worker.ring = std::make_unique<Ring>();
  return worker.ring->works() ? worker.ring.get() : nullptr;
}

void write_aside(Worker& worker, int file, Bytes message) {
  Ring* ring = ring_of(worker);
  unsigned number = 0;
  io_uring_sqe* entry = ring != nullptr ? ring->next(number) : nullptr;
  if (entry == nullptr) return;
  io_uring_prep_write(entry, file, message.data(), static_cast<unsigned>(message.size()),
                      static_cast<__u64>(-1));
  io_uring_sqe_set_flags(entry, IOSQE_ASYNC);
  io_uring_sqe_set_data64(entry, number);
  ring->asked(number) = {data_of(Part::seqfile), false};
  ring->submit(false, [&](unsigned back, int result) {
    came_back(worker, *ring, back, result, ring->asked(back));
  });
}

bool is_under_way(Worker& worker) {
  Ring* ring = worker.ring.get();
  if (ring == nullptr) return false;
  ring->take([&](unsigned number, int result) {
    came_back(worker, *ring, number, result, ring->asked(number));
  });
  return ring->is_busy();
}

void step_uring(Worker& worker) {
  Ring* ring = ring_of(worker);
  if (ring == nullptr) return;
  for (std::size_t i = 0; i <= worker.random.below(4); ++i) {
    unsigned number = 0;
    io_uring_sqe* entry = ring->next(number);
    if (entry == nullptr) {  // all of it waits for what may never come
      worker.ring.reset();
      return;
    }
    ring->asked(number).kind = any_kind(worker);
    prepare(worker, *ring, entry, number, ring->asked(number));
  }
  ring->submit(true, [&](unsigned number, int result) {
    came_back(worker, *ring, number, result, ring->asked(number));
  });
}

}  // namespace kuipc::fuzz
