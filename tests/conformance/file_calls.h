// SPDX-License-Identifier: Apache-2.0
// The transports that are files, and every system call that may reach one. A message is text of one
// digit here, the same at each place: it suits modparam, which takes hexadecimal digits alone, and
// a mixture of two messages shows.
#pragma once

#include <liburing.h>

#include <string>
#include <string_view>
#include <vector>

#include "bench/transports.h"
#include "tests/conformance/raw_calls.h"

namespace kuipc::conformance {

template <class T>
struct FileOf;
template <>
struct FileOf<Chardev> {
  static constexpr const char* path = "/dev/" KUIPC_CHARDEV_NODE;
};
template <>
struct FileOf<Procfs> {
  static constexpr const char* path = KUIPC_PROCFS_PATH;
};
template <>
struct FileOf<Seqfile> {
  static constexpr const char* path = KUIPC_SEQFILE_PATH;
};
template <>
struct FileOf<Debugfs> {
  static constexpr const char* path = KUIPC_DEBUGFS_PATH;
};
template <>
struct FileOf<Sysctl> {
  static constexpr const char* path = KUIPC_SYSCTL_PATH;
};
template <>
struct FileOf<Modparam> {
  static constexpr const char* path = KUIPC_MODPARAM_PATH;
};
using FileTransports = ::testing::Types<Chardev, Procfs, Seqfile, Debugfs, Sysctl, Modparam>;

template <class T>
Descriptor open_file_of() {
  return open_file(FileOf<T>::path, O_RDWR);
}

constexpr std::string_view digits = "123456789abcdef";

// Bytes that a message of T may have as text here.
template <class T>
constexpr std::size_t largest_text() {
  return std::is_same_v<T, Modparam> ? 2 * KUIPC_MODPARAM_LARGEST : 65536;
}

// Whether all of it is one digit; modparam ends it with a line end.
bool is_of_one_message(std::string_view text);

// A ring for one call at a time. Throws std::system_error where the kernel has no io_uring.
class Ring {
 public:
  Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring();

  // At the file's own position. What the system call of that name would have returned, or -errno.
  long write(int file, std::string_view text);
  long read(int file, std::string& room);

 private:
  io_uring_sqe& request();
  long done();
  io_uring ring_{};
};

struct Putting {
  const char* name;
  long (*put)(int file, std::string_view text);
};
struct Taking {
  const char* name;
  long (*take)(int file, std::string& room);
};
const std::vector<Putting>& ways_to_put();
const std::vector<Taking>& ways_to_take();

}  // namespace kuipc::conformance
