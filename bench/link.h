// SPDX-License-Identifier: Apache-2.0
// The contract between frame_echo.h and a way in which a process is a network card: what it sends
// is a frame that comes in at an interface of the kernel's, and what goes out there it receives.
//
// A link is a class of bench/links/<name>.h, made for messages of one size. It makes its interface
// in the network namespace at hand, and both are gone with it.
#pragma once

#include <sys/types.h>

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "bench/transport.h"

namespace kuipc {

struct LinkInfo {
  std::string_view name;
  Cost cost;  // of a frame in and a frame out, the program's at the interface included
};

// message: where the message to send lies; the link owns the memory, and a card has it already.
// send: has the frame go in. receive: waits for one to come out; its message, which stays until the
// next call. Both throw std::system_error. interface: its index. partner: a thread of the kernel's
// own that does a part of it; 0: none whose CPU time is not this process's own.
template <class T>
concept Link = std::constructible_from<T, std::size_t> && requires(T link, const T& same) {
  { T::info } -> std::convertible_to<LinkInfo>;
  { link.message() } -> std::same_as<std::span<std::byte>>;
  { link.send() } -> std::same_as<void>;
  { link.receive() } -> std::same_as<std::span<const std::byte>>;
  { same.interface() } -> std::same_as<int>;
  { same.partner() } -> std::same_as<pid_t>;
};

}  // namespace kuipc
