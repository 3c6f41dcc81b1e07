// SPDX-License-Identifier: Apache-2.0
// Ownership of a file descriptor, and system calls that throw.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace kuipc {

// Throws std::system_error of the current errno; what() begins with "<operation> <path>".
[[noreturn, gnu::cold]] inline void throw_errno(const char* operation, std::string_view path) {
  const int error = errno;  // before anything else can change it
  throw std::system_error(error, std::generic_category(),
                          std::string(operation) + " " + std::string(path));
}

// Passes a system call's result through; negative means that errno is thrown. Called in measured
// operations: nothing but the comparison may happen while all is well, so path is not a string yet.
template <class Result>
Result checked(Result result, const char* operation, std::string_view path) {
  if (result < 0) [[unlikely]]
    throw_errno(operation, path);
  return result;
}

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  [[nodiscard]] int get() const noexcept { return descriptor_; }

 private:
  int descriptor_ = -1;
};

// Opens path; throws std::system_error naming it.
inline Descriptor open_file(const std::string& path, int flags, const char* operation = "open") {
  return Descriptor(checked(open(path.c_str(), flags | O_CLOEXEC), operation, path));
}

}  // namespace kuipc
