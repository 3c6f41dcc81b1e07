// SPDX-License-Identifier: Apache-2.0
// The peer workload, written once for every mechanism.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>

#include "bench/message.h"
#include "bench/partner.h"
#include "bench/peer.h"

namespace kuipc {

// Why such a round trip cannot be had here, with a remedy; "" when it can.
template <Peer P>
std::string peer_obstacle(std::size_t size, Wake wake) try {
  cpu_for_partner(wake);
  const P tried(size, wake);
  return {};
} catch (const std::exception& error) {
  return error.what();
}

// A message goes to another process, which reads it, and the same bytes come back.
template <Peer P, Wake wake>
class RoundTrip {
 public:
  static constexpr bool sleeps = wake == Wake::block;

  explicit RoundTrip(std::size_t size)
      : name_(std::string(P::info.name) + ", " + std::to_string(size) + " bytes"),
        message_(size),
        outgoing_(size),
        incoming_(size),
        peer_(size, wake),
        partner_(
            name_, wake, [this] { answer(); }, [this] { clear_away(); }) {
    std::ranges::copy(message_.bytes(), outgoing_.bytes().begin());
    forget();
    peer_.take(Side::harness, partner_.pid());
  }

  void prepare(std::uint64_t number) {
    message_.number(number);
    // All that changed: the pattern behind it stays.
    const std::size_t head = std::min(message_.size(), sizeof(kuipc_message));
    std::memcpy(outgoing_.bytes().data(), message_.bytes().data(), head);
  }

  void run() try {
    peer_.send(outgoing_);
    received_ = peer_.receive(incoming_);
  } catch (const std::exception& error) {
    partner_.blame(error);
  }

  void check() {
    if (received_ != message_.size()) [[unlikely]]
      expect_bytes();
  }

  void verify() {
    expect_bytes();
    forget();
  }

  [[nodiscard]] pid_t partner() const noexcept { return partner_.pid(); }

 private:
  void expect_bytes() {
    const std::size_t there = std::min(received_, message_.size());
    if (received_ <= message_.size())
      return message_.expect(std::span(incoming_.bytes()).first(there), name_);
    throw WrongData(name_ + ": " + std::to_string(received_) + " bytes came back");
  }
  void forget() { std::ranges::fill(incoming_.bytes(), std::byte{0xee}); }

  void answer() {
    peer_.take(Side::partner, getppid());
    for (;;) {
      const std::size_t length = peer_.receive(incoming_);
      if (length != incoming_.bytes().size())
        throw WrongData(std::to_string(length) + " bytes arrived");
      look_at(incoming_.bytes());
      peer_.send(incoming_);
    }
  }

  void clear_away() {
    if constexpr (Remains<P>) peer_.remove();
  }

  // Reads something of each cache line, as whoever uses a message does.
  static void look_at(std::span<const std::byte> message) {
    for (std::size_t at = 0; at < message.size(); at += 64)
      static_cast<void>(*static_cast<const volatile std::byte*>(&message[at]));
  }

  std::string name_;
  Message message_;
  Parcel outgoing_;
  Parcel incoming_;
  P peer_;
  std::size_t received_ = 0;
  Partner partner_;
};

}  // namespace kuipc
