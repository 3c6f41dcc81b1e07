// SPDX-License-Identifier: Apache-2.0
// modparam, user side: a module parameter in sysfs, which takes text: two hexadecimal digits for
// each byte of a message. Kernel side: modules/modparam.c.
#pragma once

#include <cerrno>
#include <vector>

#include "bench/descriptor.h"
#include "bench/transport.h"
#include "common/modparam.h"

namespace kuipc {

class Modparam {
 public:
  static constexpr TransportInfo info{.stem = "modparam",
                                      .variant = "",
                                      .echo = Cost{.syscalls = 2, .copies = 6},
                                      .push = Cost{.syscalls = 1, .copies = 3},
                                      .pull = Cost{.syscalls = 1, .copies = 3},
                                      .largest = KUIPC_MODPARAM_LARGEST,
                                      .shared = true,
                                      .for_settings = true};

  // The module is not asked when its file is opened: only a read shows whether it would let us.
  Modparam() { read_text(); }

  void send(std::span<const std::byte> message) {
    if (2 * message.size() > text_.size()) text_.resize(2 * message.size());
    char* digit = text_.data();
    for (const std::byte byte : message) {
      *digit++ = digits[std::to_integer<unsigned>(byte) >> 4];
      *digit++ = digits[std::to_integer<unsigned>(byte) & 15];
    }
    checked(write(file_.get(), text_.data(), 2 * message.size()), "write", path);
  }

  std::size_t receive(std::span<std::byte> room) {
    const std::size_t length = (read_text() - 1) / 2;  // without the line end
    if (length > room.size()) [[unlikely]] {
      errno = EMSGSIZE;
      throw_errno("pread", path);
    }
    for (std::size_t i = 0; i < length; ++i)
      room[i] = static_cast<std::byte>(value(text_[2 * i]) << 4 | value(text_[2 * i + 1]));
    return length;
  }

 private:
  static constexpr const char* path = KUIPC_MODPARAM_PATH;
  static constexpr const char* digits = "0123456789abcdef";

  static constexpr unsigned value(char digit) {
    return static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
  }

  std::size_t read_text() {
    return static_cast<std::size_t>(
        checked(pread(file_.get(), text_.data(), text_.size(), 0), "pread", path));
  }

  Descriptor file_ = open_file(path, O_RDWR, "open modparam file");
  std::vector<char> text_ = std::vector<char>(KUIPC_MODPARAM_PAGE);
};

}  // namespace kuipc
