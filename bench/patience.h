// SPDX-License-Identifier: Apache-2.0
// System calls that may wait for another process, which may die meanwhile.
#pragma once

#include <cerrno>
#include <cstddef>
#include <span>

#include "bench/death_watch.h"
#include "bench/descriptor.h"

namespace kuipc {

// Throws std::system_error when nobody is left to wait for.
inline void expect_partner(const char* operation, const char* name) {
  if (partner_gone == 0) [[likely]]
    return;
  errno = EOWNERDEAD;
  throw_errno(operation, name);
}

// Makes call until it succeeds, and returns its result. It may be interrupted; and where it does
// not wait, since its peer spins, it may find nothing. Throws std::system_error for anything else.
template <class Call>
auto patiently(Call call, const char* operation, const char* name) {
  for (;;) {
    const auto result = call();
    if (result >= 0) [[likely]]
      return result;
    if (errno != EINTR && errno != EAGAIN) throw_errno(operation, name);
    expect_partner(operation, name);
  }
}

// The other side closed its end: no message is empty.
[[noreturn]] inline void throw_end(const char* operation, const char* name) {
  errno = EPIPE;
  throw_errno(operation, name);
}

// A stream keeps no boundaries: a message is over when all its bytes have come.
inline void write_whole(const Descriptor& stream, std::span<const std::byte> message,
                        const char* name) {
  while (!message.empty()) {
    const ssize_t written = patiently(
        [&] { return write(stream.get(), message.data(), message.size()); }, "write", name);
    message = message.subspan(static_cast<std::size_t>(written));
  }
}

inline std::size_t read_whole(const Descriptor& stream, std::span<std::byte> room,
                              const char* name) {
  std::span<std::byte> rest = room;
  while (!rest.empty()) {
    const ssize_t length =
        patiently([&] { return read(stream.get(), rest.data(), rest.size()); }, "read", name);
    if (length == 0) throw_end("read", name);
    rest = rest.subspan(static_cast<std::size_t>(length));
  }
  return room.size();
}

// The two ends that a side of a stream holds.
struct Ends {
  Descriptor in;
  Descriptor out;
};

}  // namespace kuipc
