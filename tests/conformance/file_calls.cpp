// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/file_calls.h"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace kuipc::conformance {
namespace {

constexpr loff_t own_position = -1;

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    checked(pipe2(ends.data(), O_CLOEXEC), "pipe2", "test");
    out = Descriptor(ends[0]);
    in = Descriptor(ends[1]);
  }
  Descriptor out;
  Descriptor in;
};

Descriptor memory_file() {
  return Descriptor(checked(memfd_create("kuipc", MFD_CLOEXEC), "memfd_create", "test"));
}

iovec as_vector(std::string_view text) {
  return {const_cast<char*>(text.data()), text.size()};
}

long put_by_splice(int file, std::string_view text) {
  const Pipe pipe;
  checked(write(pipe.in.get(), text.data(), text.size()), "write", "pipe");
  return outcome(splice(pipe.out.get(), nullptr, file, nullptr, text.size(), 0));
}

long put_by_sendfile(int file, std::string_view text) {
  const Descriptor memory = memory_file();
  checked(write(memory.get(), text.data(), text.size()), "write", "memory file");
  off_t from = 0;
  return outcome(sendfile(file, memory.get(), &from, text.size()));
}

long take_by_splice(int file, std::string& room) {
  const Pipe pipe;
  const long length = outcome(splice(file, nullptr, pipe.in.get(), nullptr, room.size(), 0));
  return length <= 0 ? length : outcome(::read(pipe.out.get(), room.data(), room.size()));
}

long take_by_sendfile(int file, std::string& room) {
  const Descriptor memory = memory_file();
  const long length = outcome(sendfile(memory.get(), file, nullptr, room.size()));
  return length <= 0 ? length : outcome(pread(memory.get(), room.data(), room.size(), 0));
}

}  // namespace

bool is_of_one_message(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.empty()) return true;
  return digits.find(text[0]) != digits.npos &&
         std::memcmp(text.data(), text.data() + 1, text.size() - 1) == 0;
}

Ring::Ring() {
  const int result = io_uring_queue_init(2, &ring_, 0);
  if (result < 0)
    throw std::system_error(-result, std::generic_category(), "io_uring_setup: the kernel's ring");
}

Ring::~Ring() {
  io_uring_queue_exit(&ring_);
}

io_uring_sqe& Ring::request() {
  return *io_uring_get_sqe(&ring_);
}

long Ring::done() {
  io_uring_cqe* completion = nullptr;
  int result = io_uring_submit_and_wait(&ring_, 1);
  if (result >= 0) result = io_uring_wait_cqe(&ring_, &completion);
  if (result < 0) return result;
  const long returned = completion->res;
  io_uring_cqe_seen(&ring_, completion);
  return returned;
}

long Ring::write(int file, std::string_view text) {
  io_uring_prep_write(&request(), file, text.data(), static_cast<unsigned>(text.size()),
                      own_position);
  return done();
}

long Ring::read(int file, std::string& room) {
  io_uring_prep_read(&request(), file, room.data(), static_cast<unsigned>(room.size()),
                     own_position);
  return done();
}

const std::vector<Putting>& ways_to_put() {
  static const std::vector<Putting> ways{
      {"write",
       [](int file, std::string_view text) {
         return outcome(write(file, text.data(), text.size()));
       }},
      {"pwrite",
       [](int file, std::string_view text) {
         return outcome(pwrite(file, text.data(), text.size(), 0));
       }},
      {"writev",
       [](int file, std::string_view text) {
         const iovec vector = as_vector(text);
         return outcome(writev(file, &vector, 1));
       }},
      {"pwritev2",
       [](int file, std::string_view text) {
         const iovec vector = as_vector(text);
         return outcome(pwritev2(file, &vector, 1, own_position, 0));
       }},
      {"io_uring", [](int file, std::string_view text) { return Ring().write(file, text); }},
      {"splice", put_by_splice},
      {"sendfile", put_by_sendfile}};
  return ways;
}

const std::vector<Taking>& ways_to_take() {
  static const std::vector<Taking> ways{
      {"read",
       [](int file, std::string& room) { return outcome(read(file, room.data(), room.size())); }},
      {"pread",
       [](int file, std::string& room) {
         return outcome(pread(file, room.data(), room.size(), 0));
       }},
      {"readv",
       [](int file, std::string& room) {
         const iovec vector = as_vector(room);
         return outcome(readv(file, &vector, 1));
       }},
      {"preadv2",
       [](int file, std::string& room) {
         const iovec vector = as_vector(room);
         return outcome(preadv2(file, &vector, 1, own_position, 0));
       }},
      {"io_uring", [](int file, std::string& room) { return Ring().read(file, room); }},
      {"splice", take_by_splice},
      {"sendfile", take_by_sendfile}};
  return ways;
}

}  // namespace kuipc::conformance
