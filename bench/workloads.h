// SPDX-License-Identifier: Apache-2.0
// The workloads, written once for every transport: echo, push, pull.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bench/message.h"
#include "bench/transport.h"

namespace kuipc {

// What the three have in common: a transport, a message to send and room for one to come.
template <Carries T>
class Conversation {
 public:
  explicit Conversation(std::size_t size)
      : name_(std::string(T::info.stem) + ", " + std::to_string(size) + " bytes"),
        message_(size),
        room_(size) {
    forget();
  }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  [[nodiscard]] pid_t partner() const noexcept requires Employs<T> { return transport_.partner(); }

 protected:
  void expect_traffic(Traffic traffic) {
    if constexpr (Prepares<T>) transport_.prepare(traffic);
  }
  // In place, as all of run() is: whether the compiler thinks that a call is worth it depends on
  // what else the program holds, and moved four transports by 8 instructions.
  [[gnu::always_inline]] void send() { transport_.send(outgoing_); }
  [[gnu::always_inline]] void receive() { received_ = transport_.receive(incoming_); }
  [[gnu::always_inline]] void exchange() {
    if constexpr (Exchanges<T>) {
      received_ = transport_.exchange(outgoing_, incoming_);
    } else {
      send();
      receive();
    }
  }

  void expect_length() const {
    if (received_ != message_.size()) [[unlikely]]
      expect_bytes();
  }
  void expect_bytes() const {
    message_.expect(incoming_.first(std::min(received_, incoming_.size())), name_);
  }
  // So that a verification cannot pass on bytes of an earlier one.
  void forget() { std::fill(room_.begin(), room_.end(), std::byte{0xee}); }

  Message& message() noexcept { return message_; }

 private:
  std::string name_;
  T transport_;
  Message message_;
  std::vector<std::byte> room_;
  // Where the two lie and how long they are, as a program knows it: a vector would work out its
  // length within each operation.
  std::span<const std::byte> outgoing_ = message_.bytes();
  std::span<std::byte> incoming_ = room_;
  std::size_t received_ = 0;
};

// The user sends, the kernel takes it and gives the same bytes back; the user has them.
template <Carries T>
class Echo : public Conversation<T> {
 public:
  static constexpr bool sleeps = T::info.echo && T::info.echo->wakeups > 0;

  explicit Echo(std::size_t size) : Conversation<T>(size) { this->expect_traffic(Traffic::echo); }

  void prepare(std::uint64_t number) { this->message().number(number); }
  [[gnu::always_inline]] void run() { this->exchange(); }
  void check() { this->expect_length(); }
  void verify() { this->expect_bytes(); }
};

// User to kernel: the kernel has consumed the message.
template <Carries T>
class Push : public Conversation<T> {
 public:
  static constexpr bool sleeps = T::info.push && T::info.push->wakeups > 0;

  explicit Push(std::size_t size) : Conversation<T>(size) { this->expect_traffic(Traffic::push); }

  void prepare(std::uint64_t number) { this->message().number(number); }
  [[gnu::always_inline]] void run() { this->send(); }
  void check() {}
  // What the kernel really took shows when it is asked for it.
  void verify() {
    if (!T::info.pull) return;
    this->forget();
    this->expect_traffic(Traffic::pull);
    this->receive();
    this->expect_bytes();
    this->expect_traffic(Traffic::push);
  }
};

// Kernel to user, on the user's asking: the message that the kernel holds for this opener.
template <Carries T>
class Pull : public Conversation<T> {
 public:
  static constexpr bool sleeps = T::info.pull && T::info.pull->wakeups > 0;

  explicit Pull(std::size_t size) : Conversation<T>(size) {
    this->expect_traffic(Traffic::push);
    this->send();
    this->expect_traffic(Traffic::pull);
  }

  void prepare(std::uint64_t /*number*/) {}
  [[gnu::always_inline]] void run() { this->receive(); }
  void check() { this->expect_length(); }
  void verify() {
    this->expect_bytes();
    this->forget();
  }
};

}  // namespace kuipc
