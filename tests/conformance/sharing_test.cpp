// SPDX-License-Identifier: Apache-2.0
// Several openers, several tasks on one opener, and tasks that go away in the middle.
#include <signal.h>
#include <sys/wait.h>

#include <cstring>
#include <memory>

#include "tests/conformance/support.h"

namespace kuipc::conformance {
namespace {

template <class T>
class SharingTest : public ::testing::Test {};
TYPED_TEST_SUITE(SharingTest, Carriers, TransportName);

// Echoes until it is killed.
template <class T>
pid_t start_endless_echo(T& transport) {
  const pid_t child = checked(fork(), "fork", "test child");
  if (child != 0) return child;
  const Message message(fitting<T>(4096));
  std::vector<std::byte> room(4096);
  for (;;)
    if (error_of([&] { echo(transport, message.bytes(), room); }) != 0) _exit(1);
}

void kill_and_reap(pid_t child) {
  checked(kill(child, SIGKILL), "kill", "test child");
  checked(waitpid(child, nullptr, 0), "waitpid", "test child");
}

template <class T>
bool no_openers() {
  return eventually([] { return stats<T>().openers == 0; });
}

TYPED_TEST(SharingTest, TwoOpenersDoNotSeeEachOthersMessages) {
  if (TypeParam::info.shared) GTEST_SKIP() << "all its openers have one message between them";
  auto first = opened<TypeParam>();
  auto second = opened<TypeParam>();
  const Message one(64, 1);
  const Message two(96, 2);
  std::vector<std::byte> room(128);
  first.send(one.bytes());
  second.send(two.bytes());
  one.expect(std::span(room).first(first.receive(room)), "first opener");
  two.expect(std::span(room).first(second.receive(room)), "second opener");
}

TYPED_TEST(SharingTest, ManyOpenersAtOnceKeepTheirMessages) {
  if (TypeParam::info.shared) GTEST_SKIP() << "all its openers have one message between them";
  constexpr std::size_t many = 50;
  std::vector<std::unique_ptr<TypeParam>> openers;
  for (std::size_t i = 0; i < many; ++i) {
    openers.push_back(std::make_unique<TypeParam>());
    prepare(*openers.back(), Traffic::echo);
    openers.back()->send(Message(64 + i, i).bytes());
  }
  std::vector<std::byte> room(256);
  for (std::size_t i = 0; i < many; ++i)
    Message(64 + i, i).expect(std::span(room).first(openers[i]->receive(room)),
                              "opener " + std::to_string(i));
}

TYPED_TEST(SharingTest, ANewOpenerGetsNothingOfItsPredecessor) {
  const Message secret(fitting<TypeParam>(4096), 99);
  {
    auto predecessor = opened<TypeParam>();
    predecessor.send(secret.bytes());
  }
  auto transport = opened<TypeParam>();
  const Message message(64, 3);
  std::vector<std::byte> room(4096);
  message.expect(std::span(room).first(echo(transport, message.bytes(), room)), "new opener");
}

// Where the mechanism does not show who asks, that is stated, and so it is.
TYPED_TEST(SharingTest, WhereOpenersShareTheLastMessageIsEverybodys) {
  if (!TypeParam::info.shared) GTEST_SKIP() << "each opener has a message of its own";
  auto first = opened<TypeParam>();
  auto second = opened<TypeParam>();
  const Message message(96, 2);
  std::vector<std::byte> room(128);
  first.send(Message(64, 1).bytes());
  second.send(message.bytes());
  message.expect(std::span(room).first(first.receive(room)), "first opener");
}

// Whole: what was sent in one piece arrives in one piece, whoever of the two gets it.
bool is_whole(std::span<const std::byte> received) {
  kuipc_message header{};
  if (received.size() < sizeof header) return false;
  std::memcpy(&header, received.data(), sizeof header);
  const auto payload = received.subspan(sizeof header);
  return header.magic == KUIPC_MAGIC && header.length == received.size() &&
         kuipc_pattern_check(payload.data(), payload.size(), header.seed) == payload.size();
}

template <class T>
int echo_many_whole(T& transport, std::size_t size) {
  std::vector<std::byte> room(8192);
  for (std::uint64_t i = 0; i < 300; ++i) {
    const Message message(size, i * size);
    const std::size_t length = echo(transport, message.bytes(), room);
    if (!is_whole(std::span(room).first(length))) return 1;
  }
  return 0;
}

TYPED_TEST(SharingTest, TwoTasksOnOneOpenerNeverGetMixedMessages) {
  auto transport = opened<TypeParam>();
  const pid_t other = checked(fork(), "fork", "test child");
  if (other == 0) {
    int status = 2;
    const int error =
        error_of([&] { status = echo_many_whole(transport, fitting<TypeParam>(6000)); });
    _exit(error != 0 ? error : status);
  }
  EXPECT_EQ(echo_many_whole(transport, 200), 0);
  int status = -1;
  checked(waitpid(other, &status, 0), "waitpid", "test child");
  EXPECT_EQ(status, 0);
}

TYPED_TEST(SharingTest, OpenersOfTwoTasksWorkAtTheSameTime) {
  const pid_t other = checked(fork(), "fork", "test child");
  if (other == 0) {
    auto transport = opened<TypeParam>();
    _exit(echo_many_whole(transport, fitting<TypeParam>(6000)));
  }
  auto transport = opened<TypeParam>();
  EXPECT_EQ(echo_many_whole(transport, 200), 0);
  int status = -1;
  checked(waitpid(other, &status, 0), "waitpid", "test child");
  EXPECT_EQ(status, 0);
}

TYPED_TEST(SharingTest, ClosingWhileAnotherTaskIsInACallDisturbsNobody) {
  auto transport = std::make_unique<TypeParam>();
  prepare(*transport, Traffic::echo);
  const kuipc_stats before = stats<TypeParam>();
  const pid_t other = start_endless_echo(*transport);
  ASSERT_TRUE(eventually([&] { return stats<TypeParam>().sent > before.sent; }));
  transport.reset();
  const kuipc_stats closed = stats<TypeParam>();
  EXPECT_TRUE(eventually([&] { return stats<TypeParam>().sent > closed.sent + 100; }));
  kill_and_reap(other);
  EXPECT_TRUE(no_openers<TypeParam>());
}

TYPED_TEST(SharingTest, ATaskKilledInACallLeavesNoOpener) {
  for (int round = 0; round < 3; ++round) {
    const kuipc_stats before = stats<TypeParam>();
    pid_t child = -1;
    {
      auto transport = opened<TypeParam>();
      child = start_endless_echo(transport);
    }
    EXPECT_TRUE(eventually([&] { return stats<TypeParam>().received > before.received + 10; }));
    kill_and_reap(child);
    ASSERT_TRUE(no_openers<TypeParam>());
  }
}

}  // namespace
}  // namespace kuipc::conformance
