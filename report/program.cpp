// SPDX-License-Identifier: Apache-2.0
#include "program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace kuipc::report {

namespace {

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4096> block;
  for (;;) {
    const ssize_t n = ::read(fd, block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(block.data(), static_cast<std::size_t>(n));
  }
}

// Starts it with its output on `out`; returns its process id, or nothing.
std::optional<pid_t> start(std::vector<std::string>& words, int out, Complaints complaints) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  if (complaints == Complaints::kDropped)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, argv.front(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return std::nullopt;
  return child;
}

}  // namespace

std::optional<Answer> ask_program(std::vector<std::string> words, Complaints complaints) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  const auto child = start(words, ends[1], complaints);
  ::close(ends[1]);
  Answer answer;
  if (child) answer.out = read_all(ends[0]);
  ::close(ends[0]);
  int state = 0;
  if (!child || ::waitpid(*child, &state, 0) != *child || !WIFEXITED(state)) return std::nullopt;
  answer.status = WEXITSTATUS(state);
  return answer;
}

}  // namespace kuipc::report
