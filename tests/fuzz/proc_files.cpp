// SPDX-License-Identifier: Apache-2.0
// procfs, debugfs, seqfile and sysctl: what can be done with a file. And modparam, whose message is
// text.
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <cstring>
#include <string>

#include "common/modparam.h"
#include "tests/fuzz/family.h"
#include "tests/fuzz/uring.h"

namespace kuipc::fuzz {
namespace {

struct Open {
  Part part;
  int file;
};

// It begins at 0, so it is a whole message; only as much of it as there was room for, be it that
// the room ends at a page that nobody may touch.
void expect_whole(Worker& worker, Part part, const char* what, const std::byte* read, long length,
                  std::size_t room) {
  if (length <= 0) return;
  const Bytes bytes{read, static_cast<std::size_t>(length)};
  const bool cut = bytes.size() == room || read != worker.memory.before_fence(room);
  if (cut && worker.process.messages.has_begin(bytes)) return;
  worker.expect_message(part, what, bytes);
}

void write_message(Worker& worker, Open open) {
  const Bytes message = worker.message(1U << 20);
  const std::byte* from = worker.source(message);
  const bool elsewhere = worker.random.once_in(4);
  const auto at = static_cast<off_t>(worker.random.below(100));
  const long length = worker.guarded(open.part, "write", [&] {
    return elsewhere ? pwrite(open.file, from, message.size(), at)
                     : write(open.file, from, message.size());
  });
  if (length >= 0 && static_cast<std::size_t>(length) != message.size())
    worker.process.shared.find("a write of %zu bytes took %ld", message.size(), length);
}

void read_message(Worker& worker, Open open) {
  // Some make a buffer as large as the room: more than any message seldom.
  std::size_t size = worker.random.once_in(8) ? 1 + worker.random.below(100) : 1U << 13;
  if (worker.random.once_in(16)) size = 1U << 17;
  std::byte* to = worker.room(size);
  for (std::size_t i = worker.times(); i > 0; --i) {
    const long length =
        worker.guarded(open.part, "pread", [&] { return pread(open.file, to, size, 0); });
    expect_whole(worker, open.part, "pread", to, length, size);
  }
}

void read_on(Worker& worker, Open open) {
  const std::size_t size = 1 + worker.random.below(5000);
  std::byte* to = worker.room(size);
  if (worker.random.once_in(2))
    worker.guarded(open.part, "read", [&] { return read(open.file, to, size); });
  else
    worker.guarded(open.part, "pread", [&] {
      return pread(open.file, to, size, static_cast<off_t>(worker.random.below(1U << 17)));
    });
}

void seek(Worker& worker, Open open) {
  for (std::size_t i = worker.times(); i > 0; --i) {
    const int whence =
        worker.random.once_in(8) ? static_cast<int>(worker.random.below(6)) : SEEK_SET;
    auto to = static_cast<off_t>(worker.random.below(1U << worker.random.below(18)));
    if (worker.random.once_in(16)) to = static_cast<off_t>(worker.random.next());
    worker.call(open.part, [&] { return lseek(open.file, to, whence); });
  }
}

// Each part is a message; where the kernel hands over all parts at once, all of them are one.
void scatter(Worker& worker, Open open) {
  const Bytes one = worker.message(4096);
  Bytes two = worker.message(4096);
  std::size_t first = one.size();
  if (open.part == Part::sysctl) {
    first = worker.random.below(one.size());
    two = one.subspan(first);
  }
  std::array<iovec, 2> parts{iovec{const_cast<std::byte*>(one.data()), first},
                             iovec{const_cast<std::byte*>(two.data()), two.size()}};
  worker.guarded(open.part, "writev", [&] { return writev(open.file, parts.data(), 2); });
  std::byte* room = worker.memory.room().data();
  parts = {iovec{room, 1 + worker.random.below(4096)}, iovec{room + 4096, 1U << 17}};
  worker.guarded(open.part, "preadv", [&] { return preadv(open.file, parts.data(), 2, 0); });
}

// What such a file mostly has no answer to.
void something_else(Worker& worker, Open open) {
  struct stat facts {};
  pollfd polled{open.file, POLLIN | POLLPRI, 0};
  const std::array<Descriptor, 2> pipe = [] {
    std::array<int, 2> ends{-1, -1};
    pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK);
    return std::array<Descriptor, 2>{Descriptor(ends[0]), Descriptor(ends[1])};
  }();
  worker.call(open.part, [&]() -> long {
    switch (worker.random.below(7)) {
      case 0:
        return fstat(open.file, &facts);
      case 1:
        return poll(&polled, 1, 0);
      case 2:
        return fcntl(open.file, F_GETFL);
      case 3:
        return ftruncate(open.file, 0);
      case 4:
        return splice(open.file, nullptr, pipe[1].get(), nullptr, 4096, SPLICE_F_NONBLOCK);
      case 5:
        return sendfile(pipe[1].get(), open.file, nullptr, 4096);
      default:
        return mmap(nullptr, 4096, PROT_READ, MAP_SHARED, open.file, 0) == MAP_FAILED ? -1 : 0;
    }
  });
}

void step_file(Worker& worker, Part part) {
  const Open open{part, worker.file(data_of(part))};
  switch (worker.random.below(14)) {
    case 0:
      return seek(worker, open);
    case 1:
      return read_on(worker, open);
    case 2:
      return scatter(worker, open);
    case 3:
      return something_else(worker, open);
    case 4:
    case 5:
      return read_message(worker, open);
    default:
      write_message(worker, open);
      return read_message(worker, open);
  }
}

// A message that grows, in another task, while this one looks for places in the file.
void seek_while_it_grows(Worker& worker) {
  constexpr std::array<std::size_t, 4> growing{64, 4096, 16384, 65536};
  constexpr int most = 200;  // until the other has begun and come to its end
  const Open open{Part::seqfile, worker.process.files.renew(worker, data_of(Part::seqfile))};
  for (const std::size_t size : growing) {
    write_aside(worker, open.file, worker.process.messages.of(worker.random, size));
    for (int i = 0; i < most && is_under_way(worker); ++i)
      worker.call(open.part, [&] {
        return lseek(open.file, static_cast<off_t>(1 + worker.random.below(size)), SEEK_SET);
      });
  }
}

std::string digits(Bytes message) {
  constexpr const char* hexadecimal = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : message) {
    text += hexadecimal[std::to_integer<unsigned>(byte) >> 4U];
    text += hexadecimal[std::to_integer<unsigned>(byte) & 15U];
  }
  return text;
}

void write_parameter(Worker& worker, int file) {
  std::string text = digits(worker.message(2 * KUIPC_MODPARAM_LARGEST));
  if (worker.random.once_in(2)) text += '\n';
  if (worker.random.once_in(10)) text[worker.random.below(text.size())] = 'x';
  worker.guarded(Part::modparam, "write", [&] { return write(file, text.data(), text.size()); });
}

void read_parameter(Worker& worker, int file) {
  std::string text(KUIPC_MODPARAM_PAGE, '\0');
  const long length = worker.guarded(Part::modparam, "pread",
                                     [&] { return pread(file, text.data(), text.size(), 0); });
  if (length <= 0) return;
  text.resize(static_cast<std::size_t>(length) - 1);  // and the line's end
  std::vector<std::byte> message;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    message.push_back(static_cast<std::byte>(std::stoul(text.substr(i, 2), nullptr, 16)));
  worker.expect_message(Part::modparam, "pread", message);
}

}  // namespace

void step_procfs(Worker& worker) {
  step_file(worker, Part::procfs);
}

void step_debugfs(Worker& worker) {
  step_file(worker, Part::debugfs);
}

void step_sysctl(Worker& worker) {
  step_file(worker, Part::sysctl);
}

void step_seqfile(Worker& worker) {
  if (worker.random.once_in(6)) return seek_while_it_grows(worker);
  step_file(worker, Part::seqfile);
}

void step_modparam(Worker& worker) {
  const int file = worker.file(data_of(Part::modparam));
  if (worker.random.once_in(3)) write_parameter(worker, file);
  for (std::size_t i = worker.times(); i > 0; --i) read_parameter(worker, file);
  if (!worker.random.once_in(8)) return;
  const Descriptor shown(open(KUIPC_MODPARAM_FOLDER "list", O_RDONLY | O_CLOEXEC));
  std::byte* to = worker.room(64);
  worker.call(Part::modparam, [&] { return read(shown.get(), to, 64); });
}

}  // namespace kuipc::fuzz
