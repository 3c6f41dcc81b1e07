// SPDX-License-Identifier: Apache-2.0
// The system calls that TransportInfo states for one operation, counted from outside by ptrace.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "tests/conformance/support.h"

namespace kuipc::conformance {
namespace {

// A system call that no transport makes: the traced child brackets its operation with it.
constexpr auto bracket = SYS_getppid;

template <class T>
class SyscallsTest : public ::testing::Test {};
TYPED_TEST_SUITE(SyscallsTest, Carriers, TransportName);

template <class Operation>
[[noreturn]] void run_traced(Operation&& operation) {
  const int error = error_of([&] {
    operation();  // what only the first time needs is not the operation's
    checked(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr), "ptrace", "traced child");
    raise(SIGSTOP);
    syscall(bracket);
    operation();
    syscall(bracket);
  });
  _exit(error);
}

// System calls entered between the two brackets.
int count_between_brackets(pid_t child) {
  int status = 0;
  int brackets = 0;
  int calls = 0;
  bool entering = true;
  checked(waitpid(child, &status, 0), "waitpid", "traced child");
  checked(ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD), "ptrace", "options");
  for (;;) {
    checked(ptrace(PTRACE_SYSCALL, child, nullptr, nullptr), "ptrace", "continue");
    checked(waitpid(child, &status, 0), "waitpid", "traced child");
    if (!WIFSTOPPED(status)) break;
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) continue;
    if (entering) {
      user_regs_struct registers{};
      checked(ptrace(PTRACE_GETREGS, child, nullptr, &registers), "ptrace", "registers");
      if (registers.orig_rax == static_cast<unsigned long long>(bracket))
        ++brackets;
      else if (brackets == 1)
        ++calls;
    }
    entering = !entering;
  }
  EXPECT_EQ(brackets, 2);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  return calls;
}

template <class Operation>
int syscalls_of(Operation&& operation) {
  const pid_t child = checked(fork(), "fork", "traced child");
  if (child == 0) run_traced(operation);
  return count_between_brackets(child);
}

TYPED_TEST(SyscallsTest, EchoMakesAsManyAsStated) {
  if (!TypeParam::info.echo) GTEST_SKIP() << "does no echo";
  auto transport = opened<TypeParam>();
  const Message message(64);
  std::vector<std::byte> room(64);
  EXPECT_EQ(syscalls_of([&] { echo(transport, message.bytes(), room); }),
            TypeParam::info.echo->syscalls);
}

TYPED_TEST(SyscallsTest, PushMakesAsManyAsStated) {
  if (!TypeParam::info.push) GTEST_SKIP() << "does no push";
  TypeParam transport;
  prepare(transport, Traffic::push);
  const Message message(64);
  EXPECT_EQ(syscalls_of([&] { transport.send(message.bytes()); }), TypeParam::info.push->syscalls);
}

TYPED_TEST(SyscallsTest, PullMakesAsManyAsStated) {
  if (!TypeParam::info.pull) GTEST_SKIP() << "does no pull";
  TypeParam transport;
  prepare(transport, Traffic::push);
  transport.send(Message(64).bytes());
  prepare(transport, Traffic::pull);
  std::vector<std::byte> room(64);
  EXPECT_EQ(syscalls_of([&] { transport.receive(room); }), TypeParam::info.pull->syscalls);
}

}  // namespace
}  // namespace kuipc::conformance
