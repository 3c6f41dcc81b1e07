// SPDX-License-Identifier: Apache-2.0
// The user side of a transport whose kernel side is a file that keeps the last message written to
// it.
#pragma once

#include <cerrno>
#include <cstddef>
#include <span>
#include <string_view>

#include "bench/descriptor.h"

namespace kuipc {

class MessageFile {
 public:
  // path: a literal, of the transport's ABI. operation: what failed when it cannot be opened; with
  // the transport's name, which is not in its path.
  MessageFile(const char* path, const char* operation)
      : path_(path), file_(open_file(path, O_RDWR, operation)) {}

  // Both in place: see Conversation.
  [[gnu::always_inline]] void send(std::span<const std::byte> message) {
    checked(write(file_.get(), message.data(), message.size()), "write", path_);
    length_ = message.size();
  }

  // A full buffer would not tell a whole message from the start of a longer one, and a second read
  // for the end of file costs a system call: what the file holds was sent from here, so its length
  // is known.
  [[gnu::always_inline]] std::size_t receive(std::span<std::byte> room) {
    if (length_ > room.size()) [[unlikely]] {
      errno = EMSGSIZE;
      throw_errno("pread", path_);
    }
    return static_cast<std::size_t>(
        checked(pread(file_.get(), room.data(), room.size(), 0), "pread", path_));
  }

 private:
  std::string_view path_;
  Descriptor file_;
  std::size_t length_ = 0;  // of the message that the kernel holds
};

}  // namespace kuipc
