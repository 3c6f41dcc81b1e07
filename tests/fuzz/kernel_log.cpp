// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/kernel_log.h"

#include <algorithm>
#include <array>

namespace kuipc::fuzz {
namespace {

constexpr std::array<std::string_view, 14> splats{"BUG:",
                                                  "WARNING: ",
                                                  "Oops",
                                                  "KASAN:",
                                                  "UBSAN:",
                                                  "general protection",
                                                  "refcount_t:",
                                                  "list_add corruption",
                                                  "list_del corruption",
                                                  "soft lockup",
                                                  "hard LOCKUP",
                                                  "workqueue lockup",
                                                  "blocked for more than",
                                                  "Bad page"};

// "<priority>,<number>,<time>,<flags>;<text>", and lines that begin with a space and tell of it.
std::string_view text_of(std::string_view record) {
  record.remove_prefix(std::min(record.size(), record.find(';') + 1));
  return record.substr(0, record.find('\n'));
}

bool complains(std::string_view text) {
  // What a user had noted (modules/sockopt_text.c) may read like it.
  if (text.starts_with("kuipc_sockopt_text: ")) return false;
  return std::any_of(splats.begin(), splats.end(), [&](std::string_view splat) {
    return text.find(splat) != std::string_view::npos;
  });
}

}  // namespace

KernelLog::KernelLog() : file_(open_file("/dev/kmsg", O_RDONLY | O_NONBLOCK)) {
  lseek(file_.get(), 0, SEEK_END);
}

std::string KernelLog::complaint() {
  std::array<char, 8192> record{};
  for (;;) {
    const ssize_t length = read(file_.get(), record.data(), record.size());
    if (length < 0 && errno == EPIPE) continue;  // it was faster than we are: on with what there is
    if (length <= 0) return {};
    const std::string_view text = text_of({record.data(), static_cast<std::size_t>(length)});
    if (complains(text)) return std::string(text);
  }
}

}  // namespace kuipc::fuzz
