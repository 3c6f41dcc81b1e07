// SPDX-License-Identifier: Apache-2.0
// What the conformance tests share: errors as numbers, children that do something forbidden, and
// memory that ends at a fence.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "bench/control_node.h"
#include "bench/descriptor.h"
#include "bench/message.h"
#include "tests/conformance/lists.h"

namespace kuipc::conformance {

// The errno that call threw as std::system_error; 0 when it returned.
template <class Call>
int error_of(Call&& call) {
  try {
    std::forward<Call>(call)();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

template <class T>
void prepare(T& transport, Traffic traffic) {
  if constexpr (Prepares<T>) transport.prepare(traffic);
}

// One round trip, in the way in which the transport does it; the length that came back.
template <class T>
std::size_t echo(T& transport, std::span<const std::byte> message, std::span<std::byte> room) {
  if constexpr (Exchanges<T>) {
    return transport.exchange(message, room);
  } else {
    transport.send(message);
    return transport.receive(room);
  }
}

// A transport that is ready for echo.
template <class T>
T opened() {
  T transport;
  prepare(transport, Traffic::echo);
  return transport;
}

template <class T>
std::string stem() {
  return std::string{T::info.stem};
}

// Where the harness's ControlNode is too polite: bad commands and bad addresses.
template <class T>
Descriptor open_control() {
  return open_file("/dev/kuipc_" + stem<T>(), O_RDWR);
}

template <class T>
kuipc_stats stats() {
  return ControlNode(T::info.stem).stats();
}

template <class T>
std::size_t largest_message() {
  return ControlNode(T::info.stem).info().largest_message;
}

// size, or the largest message where that is smaller.
template <class T>
std::size_t fitting(std::size_t size) {
  return std::min(size, largest_message<T>());
}

// Runs body in a forked child; its exit status. Throws when the child was killed, naming the
// signal.
int in_child(const std::function<int()>& body);

// What of a child: take CAP_NET_ADMIN away from this process, for good.
void drop_net_admin();
// Become an ordinary user, without any capability.
void become_user(unsigned id);

// Waits until reached() holds; whether it did. A minute: no test expects that it does not, and a
// kernel that checks itself, emulated on a busy machine, is very slow.
bool eventually(const std::function<bool()>& reached);

// Bytes in front of a page that nobody may touch: what runs over the end faults.
class Fenced {
 public:
  explicit Fenced(std::size_t size);
  Fenced(const Fenced&) = delete;
  Fenced& operator=(const Fenced&) = delete;
  ~Fenced();

  [[nodiscard]] std::span<std::byte> bytes() const { return {begin_, size_}; }
  // size bytes that nobody may touch.
  [[nodiscard]] std::span<std::byte> unmapped() const { return {begin_ + size_, size_}; }

 private:
  std::byte* mapping_;
  std::size_t mapped_;
  std::byte* begin_;
  std::size_t size_;
};

}  // namespace kuipc::conformance
