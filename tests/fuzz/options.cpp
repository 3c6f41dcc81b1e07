// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/options.h"

#include <sys/random.h>

#include <charconv>
#include <stdexcept>
#include <string>

namespace kuipc::fuzz {
namespace {

std::uint64_t number(std::string_view word, std::string_view value) {
  std::uint64_t number = 0;
  const auto end = std::from_chars(value.data(), value.data() + value.size(), number);
  if (end.ec != std::errc{} || end.ptr != value.data() + value.size())
    throw std::invalid_argument(std::string(word) + " takes a number, not '" + std::string(value) +
                                "'");
  return number;
}

void take(Options& options, std::string_view word, std::string_view value) {
  if (word == "--seed") {
    options.seed = number(word, value);
  } else if (word == "--seconds") {
    options.seconds = static_cast<unsigned>(number(word, value));
  } else if (word == "--processes") {
    options.processes = static_cast<unsigned>(number(word, value));
  } else if (word == "--only") {
    options.parts = Parts::named(value);
  } else {
    throw std::invalid_argument("there is no option '" + std::string(word) + "'; see --help");
  }
}

}  // namespace

Options read_options(int count, char** words) {
  Options options;
  std::uint32_t chosen = 0;
  if (getrandom(&chosen, sizeof chosen, 0) == sizeof chosen) options.seed = chosen;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if (word == "--help") {
      options.help = true;
      return options;
    }
    if (++i == count) throw std::invalid_argument(std::string(word) + " takes a value");
    take(options, word, words[i]);
  }
  if (options.processes == 0 || options.processes > 64)
    throw std::invalid_argument("--processes takes 1 to 64");
  Parts called;
  for (std::size_t i = 0; i < transports; ++i) called.add(static_cast<Part>(i));
  if (options.parts.both(called).empty())
    throw std::invalid_argument("--only takes a transport at the least, one of " + called.names());
  return options;
}

}  // namespace kuipc::fuzz
