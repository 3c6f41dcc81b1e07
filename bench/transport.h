// SPDX-License-Identifier: Apache-2.0
// The contract between workloads and transports. A transport moves messages and says what it is; it
// knows no time, no statistics and no printing.
//
// A transport is a class of bench/transports/<stem>.h, default constructible. The constructor opens
// it and throws std::system_error naming path and operation when it cannot. Everything below that
// is not required is an ability: offer the member and the workloads use it.
#pragma once

#include <sys/types.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "common/fire.h"

namespace kuipc {

// The traffic that follows. Each is one operation of the workload of that name.
enum class Traffic {
  echo,  // the kernel takes a message and gives the same bytes back
  push,  // the kernel takes a message and consumes it
  pull,  // the kernel gives the message that it holds
};

// What one operation costs in events that can be counted by reading the two files of the transport.
struct Cost {
  int syscalls = 0;
  int copies = 0;   // of the message; small descriptors beside it do not count
  int wakeups = 0;  // of a sleeping task
};

struct TransportInfo {
  std::string_view stem;     // modules/<stem>.c, kuipc_<stem>.ko, /dev/kuipc_<stem>
  std::string_view variant;  // "" for the plain one
  // Absent: the transport cannot do this traffic, or would only repeat what another variant shows.
  std::optional<Cost> echo{}, push{}, pull{};
  // Messages that the kernel starts, heard by a reader that sleeps until then.
  std::optional<Cost> event{};
  // Bytes of such a message where the transport fixes it, as one that carries a number at most
  // does.
  std::optional<std::size_t> event_size{};
  // Bytes of the largest message where the mechanism itself allows fewer than KUIPC_MAX_MESSAGE.
  std::optional<std::size_t> largest{};
  // All openers have one message between them: the mechanism does not show the module who asks.
  bool shared = false;
  // Made for settings: two sizes show what it costs, all of them are for the full set.
  bool for_settings = false;
  // KUIPC_FIRE_*: where most of its messages start in the real world. Rows that vary something else
  // than the context have this one.
  std::uint32_t event_context = KUIPC_FIRE_SOFTIRQ;
};

// What one call of hear() brought.
struct Heard {
  std::size_t length = 0;      // bytes written to room
  std::uint64_t messages = 0;  // they stand for: 0, nothing yet; above 1, the transport coalesced
  bool overrun = false;        // the transport says that it lost messages since the last call
};

template <class T>
concept Transport = std::default_initializable<T> && requires {
  { T::info } -> std::convertible_to<TransportInfo>;
};

// Ability: carries messages that the user starts.
// send: hands message to the kernel; on return the kernel has it. Throws std::system_error.
// receive: waits for the kernel's message, writes it to room, returns its length in bytes. Throws
// std::system_error; EMSGSIZE when room is too small.
template <class T>
concept Carries = Transport<T> &&
    requires(T transport, std::span<const std::byte> message, std::span<std::byte> room) {
  { transport.send(message) } -> std::same_as<void>;
  { transport.receive(room) } -> std::same_as<std::size_t>;
};

// Ability: message and answer in one system call. Used for echo in place of send and receive.
template <class T>
concept Exchanges = Carries<T> &&
    requires(T transport, std::span<const std::byte> message, std::span<std::byte> room) {
  { transport.exchange(message, room) } -> std::same_as<std::size_t>;
};

// Ability: hears what the kernel starts (common/fire.h).
// listen: subscribes to messages of size bytes; from then on hear() brings them, oldest first.
// hear: one system call. Waits unless event_descriptor() is non-blocking (O_NONBLOCK); brings
// nothing when it would wait, or was interrupted by a signal. Throws std::system_error for anything
// else. event_descriptor: readable, for poll and epoll, when hear() would bring something.
template <class T>
concept Listens = Transport<T> &&
    requires(T transport, std::size_t size, std::span<std::byte> room) {
  { transport.listen(size) } -> std::same_as<void>;
  { transport.hear(room) } -> std::same_as<Heard>;
  { transport.event_descriptor() } -> std::same_as<int>;
};

// Ability: may lose a message that it has taken, and be it that who sent it is not told. Elsewhere
// one that is missing and was not refused is an error of the row.
template <class T>
concept LosesUnseen = Listens<T> && requires {
  requires T::loses_unseen;
};

// Ability: owes the kernel an answer for each message heard. settle: gives it, after hear() and
// outside of what is measured.
template <class T>
concept Settles = Listens<T> && requires(T transport) {
  { transport.settle() } -> std::same_as<void>;
};

// Ability: knows what the kernel keeps for its reader. queue_bytes: memory for the messages that
// are waiting now, in bytes; 0 where that cannot be known.
template <class T>
concept Weighs = Listens<T> && requires(const T transport) {
  { transport.queue_bytes() } -> std::same_as<std::size_t>;
};

// Ability: needs to know which traffic follows. Called before each run of operations of one kind; a
// message that the kernel holds stays across the call.
template <class T>
concept Prepares = Carries<T> && requires(T transport, Traffic traffic) {
  { transport.prepare(traffic) } -> std::same_as<void>;
};

// Ability: has a thread of the kernel's own do a part of each operation. partner: its id, for its
// CPU time.
template <class T>
concept Employs = Carries<T> && requires(const T transport) {
  { transport.partner() } -> std::same_as<pid_t>;
};

}  // namespace kuipc
