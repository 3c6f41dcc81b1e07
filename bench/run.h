// SPDX-License-Identifier: Apache-2.0
// What all rows of a run share.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kuipc {

enum class Clock { counted, wall };
enum class Set { quick, standard, full };

constexpr std::string_view name_of(Clock clock) {
  return clock == Clock::counted ? "counted" : "wall";
}

constexpr std::string_view name_of(Set set) {
  switch (set) {
    case Set::quick:
      return "quick";
    case Set::standard:
      return "standard";
    default:
      return "full";
  }
}

struct Options {
  Clock clock = Clock::counted;
  Set set = Set::standard;
  std::string filter;        // regular expression, matched anywhere in a name; "" takes all
  std::string out;           // folder that the results go to
  unsigned repetitions = 0;  // 0: the clock's own default
  bool modules = true;       // false: only what a stock kernel offers
  std::map<std::string, std::string> not_built;  // stem: why its module could not be compiled
  bool list = false;                             // print the names and stop
  bool emulated_wall = false;                    // wall under emulation, asked for by name
  bool aggregates_only = false;  // Google Benchmark's file: without the single repetitions
  std::vector<std::string> google_benchmark;  // its flags that are passed on
};

struct Wall;  // bench/wall_record.h

struct Run {
  Clock clock = Clock::counted;
  Set set = Set::standard;
  Wall* wall = nullptr;  // of a wall run
};

}  // namespace kuipc
