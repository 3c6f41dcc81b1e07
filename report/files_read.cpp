// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "decode.h"
#include "failure.h"
#include "files.h"
#include "read_as.h"
#include "text.h"

namespace kuipc::report {

namespace {

// Deep nesting is how a small file makes a JSON tree large; a result needs six levels.
constexpr int kDeepest = 32;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void unreadable(const std::filesystem::path& file, const std::string& problem) {
  throw Failure(kUnreadable, printable(file.string()) + ": " + problem);
}

std::string error_text(int error) {
  return std::generic_category().message(error);
}

// Up to `size` bytes from `offset`; a file that shrinks meanwhile gives what is left.
std::string read_range(int fd, off_t offset, std::size_t size) {
  std::string text(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t n = ::pread(fd, text.data() + got, size - got, offset + static_cast<off_t>(got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw std::system_error(errno, std::generic_category());
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  text.resize(got);
  return text;
}

// How deep brackets stand in brackets, strings apart, whether or not all of it is JSON.
int nesting(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      while (++at < text.size() && text[at] != '"') at += text[at] == '\\' ? 1U : 0U;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

std::string place_of(std::string_view text, std::size_t byte) {
  if (byte > text.size()) return "it ends in the middle (truncated?)";
  const std::string_view before = text.substr(0, byte > 0 ? byte - 1 : 0);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n');
  const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
  return fmt::format("not JSON at line {}, column {}", line, column);
}

}  // namespace

std::string read_text(const std::filesystem::path& file, std::size_t limit) {
  // O_NONBLOCK: a FIFO without a writer must not hold us; the type is checked on what was opened.
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (in.get() < 0) unreadable(file, error_text(errno));
  struct stat info {};
  if (::fstat(in.get(), &info) != 0) unreadable(file, error_text(errno));
  if (S_ISDIR(info.st_mode)) unreadable(file, "is a folder, not a file");
  if (!S_ISREG(info.st_mode)) unreadable(file, "is not a regular file");
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size > limit)
    unreadable(file,
               fmt::format("is too large to be a result ({} bytes, at most {})", size, limit));
  try {
    return read_range(in.get(), 0, size);
  } catch (const std::system_error& error) {
    unreadable(file, error_text(error.code().value()));
  }
}

std::optional<std::string> read_tail(const std::filesystem::path& file, std::size_t limit) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat info {};
  if (in.get() < 0 || ::fstat(in.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  const auto size = static_cast<std::size_t>(info.st_size);
  const std::size_t wanted = std::min(size, limit);
  try {
    return read_range(in.get(), static_cast<off_t>(size - wanted), wanted);
  } catch (const std::system_error&) {
    return std::nullopt;
  }
}

Json parse_json(std::string_view text, const std::string& name) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) unreadable(name, "is empty");
  // Not by a parser that calls back for each value: reading 2,000 results took a quarter longer.
  if (nesting(text) > kDeepest)
    unreadable(name, fmt::format("is nested more than {} deep", kDeepest));
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {
    unreadable(name, place_of(text, error.byte));
  } catch (const Json::exception&) {
    unreadable(name, "holds a number that no result can have");
  }
}

Json read_json(const std::filesystem::path& file) {
  return parse_json(read_text(file), file.string());
}

Result read_result(const std::filesystem::path& file) {
  return read_as<Result>(file);
}

}  // namespace kuipc::report
