// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "failure.h"
#include "files.h"

namespace kuipc::report {

namespace {

[[noreturn]] void cannot_write(const std::filesystem::path& file, int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  throw Failure(
      kSetupFailed,
      fmt::format("cannot write {}: {}{}", file.string(), std::generic_category().message(error),
                  full ? "; nothing was left half-written: make room and try again" : ""));
}

// The file beside the target; gone again unless it became the target.
class Draft {
 public:
  explicit Draft(std::filesystem::path target)
      : target_(std::move(target)), name_(target_.string() + fmt::format(".new.{}", ::getpid())) {
    fd_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd_ < 0) cannot_write(target_, errno);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (fd_ >= 0) ::close(fd_);
    if (!renamed_) ::unlink(name_.c_str());
  }

  void write(std::string_view content) const {
    while (!content.empty()) {
      const ssize_t n = ::write(fd_, content.data(), content.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) cannot_write(target_, errno);
      content.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  void publish() {
    if (::fsync(fd_) != 0) cannot_write(target_, errno);
    if (::close(std::exchange(fd_, -1)) != 0) cannot_write(target_, errno);
    if (::rename(name_.c_str(), target_.c_str()) != 0) cannot_write(target_, errno);
    renamed_ = true;
  }

 private:
  std::filesystem::path target_;
  std::string name_;
  int fd_ = -1;
  bool renamed_ = false;
};

// Makes the rename itself last. Some file systems cannot sync a folder; the content is safe by
// then.
void sync_folder_of(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

void write_atomically(const std::filesystem::path& file, std::string_view content) {
  Draft draft(file);
  draft.write(content);
  draft.publish();
  sync_folder_of(file);
}

}  // namespace kuipc::report
