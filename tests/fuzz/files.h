// SPDX-License-Identifier: Apache-2.0
// The files that a process has open, by kind. Each kind has descriptors of its own numbers, which
// are only ever replaced by another file of that kind, in one step: threads that share them meet a
// file that was just closed or just opened, but never one of another kind.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

#include "tests/fuzz/parts.h"

namespace kuipc::fuzz {

struct Worker;

// Of a transport, its own file or socket and its control node; then what else there is.
struct Kind {
  std::uint8_t index;

  static constexpr std::uint8_t first_control = transports;
  static constexpr std::uint8_t first_other = 2 * transports;

  [[nodiscard]] bool is_control() const { return index >= first_control && index < first_other; }
  // Whom its calls are counted for.
  [[nodiscard]] Part part() const;
  // Whose code is behind it.
  [[nodiscard]] Part stem() const;
};

constexpr Kind data_of(Part stem) {
  return {static_cast<std::uint8_t>(index_of(stem))};
}
constexpr Kind control_of(Part stem) {
  return {static_cast<std::uint8_t>(Kind::first_control + index_of(stem))};
}
inline constexpr Kind counter{Kind::first_other};      // an eventfd
inline constexpr Kind packets{Kind::first_other + 1};  // unixsock's socket
inline constexpr Kind netfilter_log{Kind::first_other + 2};
inline constexpr Kind icmp{Kind::first_other + 3};  // a raw socket
inline constexpr std::size_t kinds = Kind::first_other + 4;

class Files {
 public:
  static constexpr std::size_t of_a_kind = 3;

  // A descriptor of that kind; it is opened, or opened anew, now and then.
  int get(Worker& worker, Kind kind);
  // Opens a file and lets go of the one before. The number, which may be that of no file.
  int renew(Worker& worker, Kind kind);
  // Takes a descriptor of that kind, which becomes one of ours. The number.
  int adopt(Worker& worker, Kind kind, int descriptor);
  // Lets go of one without another in its place.
  void drop(Worker& worker, Kind kind);

 private:
  [[nodiscard]] static int number(Kind kind, std::size_t which);

  std::array<std::atomic<bool>, kinds * of_a_kind> open_{};
};

}  // namespace kuipc::fuzz
