// SPDX-License-Identifier: Apache-2.0
// The contract between the peer workload and a mechanism that carries messages from one process to
// another and back. A mechanism is a class of bench/peers/<name>.h. It moves messages and says what
// it is; it knows no time, no statistics and no printing.
//
// Life of a peer: made by the harness before it forks, with all that the two share; told by take()
// which side it is, once in each process; then send and receive, in turns. What it made is removed
// as soon as the system allows, so that nothing is left behind, however the two end.
#pragma once

#include <sys/types.h>

#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "bench/transport.h"
#include "bench/wake.h"

namespace kuipc {

enum class Side { harness, partner };

struct PeerInfo {
  std::string_view name;
  std::string_view variant{};
  // Of one round trip. Absent: cannot wait that way.
  std::optional<Cost> block{}, spin{};
  // Bytes of a message where the mechanism fixes it, as one that carries a number does.
  std::optional<std::size_t> size{};
};

// Thrown when this machine, or this user, cannot have the mechanism, or not at this size: a skip,
// never a failure. Says why and, after a semicolon, what would mend it.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Memory for one message, at the start of a cache line, with the word in front that msgsnd(2) and
// msgrcv(2) want there: no other mechanism touches that word, and none has to copy for its sake.
class Parcel {
 public:
  explicit Parcel(std::size_t size) : lines_(2 + size / sizeof(Line)), size_(size) { *type() = 1; }

  [[nodiscard]] std::span<std::byte> bytes() noexcept { return {&lines_[1].bytes[0], size_}; }
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
    return {&lines_[1].bytes[0], size_};
  }
  [[nodiscard]] long* type() noexcept {
    return reinterpret_cast<long*>(&lines_[0].bytes[sizeof(Line) - sizeof(long)]);
  }
  [[nodiscard]] const void* type() const noexcept {
    return &lines_[0].bytes[sizeof(Line) - sizeof(long)];
  }

 private:
  struct alignas(64) Line {
    std::byte bytes[64];
  };
  std::vector<Line> lines_;
  std::size_t size_;
};

// Constructor: opens everything for messages of size bytes, carried whole, and for that way to
// wait. Throws Unavailable, or std::system_error naming the operation.
// take: becomes that side; other is the process on the other side.
// send: hands the message over; receive: waits for one, writes it to parcel, returns its length in
// bytes, also when that is more than parcel had room for. Both throw std::system_error.
template <class T>
concept Peer = std::constructible_from<T, std::size_t, Wake> &&
    requires(T peer, Side side, pid_t other, const Parcel& message, Parcel& parcel) {
  { T::info } -> std::convertible_to<PeerInfo>;
  { peer.take(side, other) } -> std::same_as<void>;
  { peer.send(message) } -> std::same_as<void>;
  { peer.receive(parcel) } -> std::same_as<std::size_t>;
};

// Ability: has made something that does not go with its processes. remove: does away with it, by
// system calls alone, since the partner calls it in a signal handler when the harness has died.
template <class T>
concept Remains = Peer<T> && requires(const T peer) {
  { peer.remove() }
  noexcept->std::same_as<void>;
};

}  // namespace kuipc
