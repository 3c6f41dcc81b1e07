// SPDX-License-Identifier: Apache-2.0
// nfqueue: a packet waits for the verdict of a program, which is all that lets it go on. The kernel
// side is its own nfnetlink_queue; what is tested is that the benchmark's user side gets from it
// what it says it does.
#include "bench/nfqueue.h"

#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>
#include <optional>

#include "bench/own_network.h"
#include "tests/conformance/loopback.h"

namespace kuipc::conformance {
namespace {

constexpr std::size_t text_size = 64;
constexpr std::size_t packet_size = sizeof(iphdr) + sizeof(icmphdr) + text_size;

// An echo request over loopback, which nobody answers, with the number in its sequence and a text.
void ping(const Descriptor& raw, __u16 number = 0) {
  struct {
    icmphdr header;
    std::array<char, text_size> text;
  } echo{};
  echo.header.type = ICMP_ECHO;
  echo.header.un.echo.sequence = htons(number);
  echo.text.fill('k');
  send_icmp(raw, echo);
}

struct Packet {
  iphdr ip;
  icmphdr icmp;
  std::array<char, text_size> text;
};
static_assert(sizeof(Packet) == packet_size);

// A line of /proc: what the kernel knows of the queue.
struct Queue {
  unsigned number = 0, port = 0, waiting = 0, mode = 0, range = 0, full = 0, unheard = 0;
};

std::optional<Queue> queue_state() {
  std::ifstream file("/proc/thread-self/net/netfilter/nfnetlink_queue");
  Queue queue;
  if (file >> queue.number >> queue.port >> queue.waiting >> queue.mode >> queue.range >>
      queue.full >> queue.unheard)
    return queue;
  return std::nullopt;
}

// How many rules with a queue there are in the whole kernel: each holds the module.
std::optional<int> rules() {
  std::ifstream file("/sys/module/nft_queue/refcnt");
  int count = 0;
  if (file >> count) return count;
  return std::nullopt;
}

class NfqueueTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string obstacle = Nfqueue::obstacle(); !obstacle.empty())
      GTEST_SKIP() << obstacle;
    network_.emplace();
    raw_ = open_icmp();
    queue_.emplace();
    queue_->listen(packet_size);
  }

  std::optional<Packet> hear() {
    pollfd waiting{queue_->event_descriptor(), POLLIN, 0};
    if (poll(&waiting, 1, 1000) <= 0) return std::nullopt;
    Packet packet{};
    const Heard heard = queue_->hear(std::as_writable_bytes(std::span(&packet, 1)));
    EXPECT_EQ(heard.length, packet_size);
    return packet;
  }

  // Whether a packet has come out behind the queue; the raw socket has all that is let in.
  bool let_in(int milliseconds) const {
    pollfd waiting{raw_.get(), POLLIN, 0};
    if (poll(&waiting, 1, milliseconds) <= 0) return false;
    Packet packet{};
    EXPECT_EQ(recv(raw_.get(), &packet, sizeof packet, 0), static_cast<ssize_t>(packet_size));
    return true;
  }

  void expect_nothing_let_in() const { EXPECT_FALSE(let_in(100)); }

  std::optional<OwnNetwork> network_;
  Descriptor raw_;
  std::optional<Nfqueue> queue_;
};

TEST_F(NfqueueTest, ThePacketComesAsItWasSent) {
  ping(raw_, 7);
  const auto packet = hear();
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->ip.version, 4);
  EXPECT_EQ(packet->ip.protocol, IPPROTO_ICMP);
  EXPECT_EQ(ntohs(packet->ip.tot_len), packet_size);
  EXPECT_EQ(packet->ip.saddr, htonl(INADDR_LOOPBACK));
  EXPECT_EQ(packet->ip.daddr, htonl(INADDR_LOOPBACK));
  EXPECT_EQ(packet->icmp.type, ICMP_ECHO);
  EXPECT_EQ(ntohs(packet->icmp.un.echo.sequence), 7);
  EXPECT_EQ(std::string(packet->text.begin(), packet->text.end()), std::string(text_size, 'k'));
}

TEST_F(NfqueueTest, LessRoomGetsTheBeginning) {
  ping(raw_);
  std::array<std::byte, sizeof(iphdr)> room{};
  const Heard heard = queue_->hear(room);
  EXPECT_EQ(heard.length, room.size());
  EXPECT_EQ(room[0], std::byte{0x45});
}

TEST_F(NfqueueTest, APacketThatIsAcceptedGoesOn) {
  ping(raw_);
  ASSERT_TRUE(hear());
  expect_nothing_let_in();
  queue_->settle();
  EXPECT_TRUE(let_in(1000));
}

TEST_F(NfqueueTest, APacketThatIsDroppedDoesNot) {
  ping(raw_);
  ASSERT_TRUE(hear());
  queue_->drop();
  expect_nothing_let_in();
  EXPECT_EQ(queue_state()->waiting, 0U);
}

TEST_F(NfqueueTest, PacketsComeInOrderEachWithAVerdictOfItsOwn) {
  for (__u16 number = 0; number < 10; ++number) ping(raw_, number);
  for (__u16 number = 0; number < 10; ++number) {
    const auto packet = hear();
    ASSERT_TRUE(packet);
    EXPECT_EQ(ntohs(packet->icmp.un.echo.sequence), number);
    if (number % 2 == 0)
      queue_->settle();
    else
      queue_->drop();
  }
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(let_in(1000)) << i;
  expect_nothing_let_in();
}

TEST_F(NfqueueTest, OtherProtocolsDoNotWait) {
  EXPECT_EQ(udp_to_itself(), 1);
  EXPECT_EQ(queue_state()->waiting, 0U);
}

// What the reader's socket has no room for is dropped, counted, and told to the reader once.
TEST_F(NfqueueTest, AReaderThatIsTooSlowIsToldWhatItMissed) {
  constexpr unsigned sent = 400;
  const int small = 64 * 1024;
  setsockopt(queue_->event_descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  for (unsigned i = 0; i < sent; ++i) ping(raw_);
  EXPECT_TRUE(eventually([] { return queue_state()->waiting + queue_state()->unheard == sent; }));
  const unsigned waiting = queue_state()->waiting;
  EXPECT_LT(waiting, sent);
  EXPECT_EQ(queue_state()->full, 0U);
  std::array<std::byte, packet_size> room{};
  EXPECT_TRUE(queue_->hear(room).overrun);
  for (unsigned i = 0; i < waiting; ++i) EXPECT_EQ(queue_->hear(room).messages, 1U) << i;
}

// With all the room in the world for its reader, the queue itself holds 1024.
TEST_F(NfqueueTest, AFullQueueDropsWhatFollows) {
  constexpr unsigned most = 1024;
  constexpr unsigned more = 76;
  const int plenty = 16 * 1024 * 1024;
  checked(
      setsockopt(queue_->event_descriptor(), SOL_SOCKET, SO_RCVBUFFORCE, &plenty, sizeof plenty),
      "setsockopt", "nfqueue");
  for (unsigned i = 0; i < most + more; ++i) ping(raw_);
  EXPECT_TRUE(eventually([] { return queue_state()->full == more; }));
  EXPECT_EQ(queue_state()->waiting, most);
  EXPECT_EQ(queue_state()->unheard, 0U);
  ASSERT_TRUE(hear());
  queue_->settle();
  EXPECT_TRUE(let_in(1000));
  ping(raw_);
  EXPECT_TRUE(eventually([] { return queue_state()->waiting == most; }));
}

TEST_F(NfqueueTest, WhatWaitsWhenTheProgramGoesIsDropped) {
  ping(raw_);
  ASSERT_TRUE(hear());
  queue_.reset();
  EXPECT_TRUE(eventually([] { return !queue_state(); }));
  expect_nothing_let_in();
  ping(raw_);
  expect_nothing_let_in();
}

// A program of its own network, killed while packets wait for it; ready says that some do.
pid_t start_reader(const Descriptor& ready) {
  const pid_t reader = checked(fork(), "fork", "test child");
  if (reader != 0) return reader;
  try {
    const OwnNetwork network;
    Nfqueue queue;
    queue.listen(packet_size);
    const Descriptor raw = open_icmp();
    std::array<std::byte, packet_size> room{};
    for (unsigned heard = 0;; ++heard) {
      for (int i = 0; i < 3; ++i) ping(raw);
      queue.hear(room);
      queue.settle();
      if (heard == 10) checked(write(ready.get(), "x", 1), "write", "pipe");
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "in the child: %s\n", error.what());
    _exit(1);
  }
}

// The rule holds nft_queue, and is there as long as its network is, which goes in its own time.
TEST_F(NfqueueTest, AReaderThatIsKilledLeavesNothing) {
  if (!rules()) GTEST_SKIP() << "nft_queue is built into this kernel, which counts no rules then";
  // What is in the network of this test holds it.
  raw_ = Descriptor{};
  queue_.reset();
  network_.reset();
  ASSERT_TRUE(eventually([] { return *rules() == 0; }));
  std::array<int, 2> ends{};
  checked(pipe(ends.data()), "pipe", "test child");
  const Descriptor ready(ends[0]);
  Descriptor tell(ends[1]);
  const pid_t reader = start_reader(tell);
  tell = Descriptor{};
  char byte = 0;
  EXPECT_EQ(read(ready.get(), &byte, 1), 1);
  EXPECT_EQ(*rules(), 1);
  checked(kill(reader, SIGKILL), "kill", "test child");
  checked(waitpid(reader, nullptr, 0), "waitpid", "test child");
  EXPECT_TRUE(eventually([] { return *rules() == 0; }));
}

TEST_F(NfqueueTest, ThePacketsOfAnotherNetworkDoNotWait) {
  const Descriptor outside = [&] {
    Descriptor opened;
    Waiting(
        [&] {
          const OwnNetwork other;
          opened = open_icmp();
          ping(opened);
          return 0L;
        },
        Waiting::running);
    return opened;
  }();
  pollfd waiting{outside.get(), POLLIN, 0};
  EXPECT_EQ(poll(&waiting, 1, 1000), 1);
  EXPECT_EQ(queue_state()->waiting, 0U);
}

}  // namespace
}  // namespace kuipc::conformance
