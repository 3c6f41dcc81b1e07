// SPDX-License-Identifier: Apache-2.0
// Every system call that reaches a module, with each of its allocations and user copies failing
// once. Afterwards everything is asked for and used, on the same descriptors: what an error path
// has freed and still points to would be found there.
#include <poll.h>
#include <signal.h>

#include <cstring>

#include "tests/conformance/failing.h"
#include "tests/conformance/file_calls.h"
#include "tests/conformance/firing.h"

namespace kuipc::conformance {
namespace {

// Under a fault these may throw bad_alloc, or an error with a text that cannot be made.
void regardless(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::exception&) {
  }
}

// Of a call whose work a thread of the kernel's does: faults are this task's alone, and it may come
// late.
bool is_anothers(std::string_view call) {
  return call == "io_uring";
}

template <class T>
class FileFailureTest : public FailureTest {
 protected:
  static constexpr std::size_t length_ = 2000;

  // A message goes in, and comes out whole.
  void use(int file) {
    const std::string text(length_, '5');
    drain(file);
    ASSERT_EQ(write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    lseek(file, 0, SEEK_SET);
    ASSERT_GE(read(file, room_.data(), room_.size()), static_cast<ssize_t>(text.size()));
    EXPECT_EQ(room_.substr(0, text.size()), text);
  }

  // What chardev has in its box keeps the next message out.
  void drain(int file) {
    pollfd readable{file, POLLIN | POLLOUT, 0};
    if (poll(&readable, 1, 0) > 0 && (readable.revents & POLLOUT) == 0)
      checked(read(file, room_.data(), room_.size()), "read", "message");
  }

  void each_fault_of(const std::function<void(int)>& call) {
    failing_each([&] { call(file_.get()); },
                 [&](unsigned nth) {
                   SCOPED_TRACE(nth);
                   const ssize_t length = pread(file_.get(), room_.data(), room_.size(), 0);
                   if (length > 0) {
                     EXPECT_TRUE(is_of_one_message(std::string_view(room_).substr(0, length)));
                   }
                   use(file_.get());
                 });
  }

  Descriptor file_ = open_file_of<T>();
  std::string room_ = std::string(8192, '\0');
};
TYPED_TEST_SUITE(FileFailureTest, FileTransports, TransportName);

TYPED_TEST(FileFailureTest, OfEveryWayToPut) {
  const std::string text(this->length_, '6');
  for (const Putting& putting : ways_to_put()) {
    if (is_anothers(putting.name)) continue;
    SCOPED_TRACE(putting.name);
    this->each_fault_of([&](int file) {
      this->drain(file);
      regardless([&] { putting.put(file, text); });
    });
  }
}

TYPED_TEST(FileFailureTest, OfEveryWayToTake) {
  for (const Taking& taking : ways_to_take()) {
    if (is_anothers(taking.name)) continue;
    SCOPED_TRACE(taking.name);
    const std::string text(this->length_, '8');
    this->each_fault_of([&](int file) {
      this->drain(file);
      if (write(file, text.data(), text.size()) < 0) return;
      lseek(file, 0, SEEK_SET);
      regardless([&] { taking.take(file, this->room_); });
    });
  }
}

TYPED_TEST(FileFailureTest, OfOpenLseekPollAndClose) {
  this->each_fault_of([](int) { close(open(FileOf<TypeParam>::path, O_RDWR)); });
  this->each_fault_of([](int file) { lseek(file, 700, SEEK_SET); });
  this->each_fault_of([](int file) {
    pollfd readable{file, POLLIN, 0};
    poll(&readable, 1, 0);
  });
}

template <class T>
class ControlFailureTest : public FailureTest {
 protected:
  static constexpr __u32 size = static_cast<__u32>(T::info.event_size.value_or(64));
  static constexpr kuipc_fire three{KUIPC_FIRE_KTHREAD, size, 3, millisecond};

  // What a listener that never came to be was sent must not kill us: neither while this runs nor
  // after.
  void SetUp() override {
    FailureTest::SetUp();
    for (const int number : {SIGRTMIN, SIGIO}) sigaddset(&signals_, number);
    sigprocmask(SIG_BLOCK, &signals_, nullptr);
  }
  void TearDown() override {
    for (const int number : {SIGRTMIN, SIGIO}) signal(number, SIG_IGN);
    sigprocmask(SIG_UNBLOCK, &signals_, nullptr);
    for (const int number : {SIGRTMIN, SIGIO}) signal(number, SIG_DFL);
  }

  [[nodiscard]] long call(unsigned long command, void* argument) const {
    return outcome(ioctl(control_.get(), command, argument));
  }

  // What the node says fits together, whatever failed: a log has the records that were sent.
  void ask_everything() {
    kuipc_info info{};
    kuipc_stats stats{};
    kuipc_fire_status status{};
    EXPECT_EQ(call(KUIPC_IOC_INFO, &info), 0);
    EXPECT_EQ(info.abi_version, KUIPC_ABI_VERSION);
    EXPECT_EQ(call(KUIPC_IOC_STATS, &stats), 0);
    ASSERT_TRUE(eventually(
        [&] { return call(KUIPC_IOC_FIRE_STATUS, &status) == 0 && status.running == 0; }));
    const Descriptor reader = open_control<T>();
    std::array<kuipc_fire_record, 8> log{};
    const long bytes = outcome(read(reader.get(), log.data(), sizeof log));
    EXPECT_EQ(bytes, static_cast<long>(status.sent * sizeof log[0]));
    for (std::size_t i = 0; i < status.sent; ++i) EXPECT_EQ(log.at(i).sequence, i);
  }

  // Each fault of call, on the log of a job and in the face of a listener; then another job.
  void each_fault_of(const std::function<void()>& body) {
    failing_each(body, [&](unsigned nth) {
      SCOPED_TRACE(nth);
      ask_everything();
      kuipc_fire again = three;
      ASSERT_EQ(call(KUIPC_IOC_FIRE, &again), 0);
      ask_everything();
    });
  }

  Descriptor control_ = open_control<T>();
  sigset_t signals_{};
};
TYPED_TEST_SUITE(ControlFailureTest, Listeners, TransportName);

TYPED_TEST(ControlFailureTest, OfEveryCallOfTheNode) {
  TypeParam transport;
  transport.listen(this->size);
  const std::array<unsigned long, 5> commands{KUIPC_IOC_INFO, KUIPC_IOC_STATS, KUIPC_IOC_FIRE,
                                              KUIPC_IOC_FIRE_STATUS, KUIPC_IOC_FIRE_STOP};
  std::array<std::byte, 128> room{};
  for (const unsigned long command : commands) {
    SCOPED_TRACE(command);
    this->each_fault_of([&] {
      kuipc_fire order = this->three;
      std::memcpy(room.data(), &order, sizeof order);
      static_cast<void>(this->call(command, room.data()));
    });
  }
  this->each_fault_of(
      [&] { static_cast<void>(read(this->control_.get(), room.data(), room.size())); });
  this->each_fault_of([] { close(open(("/dev/kuipc_" + stem<TypeParam>()).c_str(), O_RDWR)); });
  this->each_fault_of([&] {
    pollfd readable{this->control_.get(), POLLIN, 0};
    poll(&readable, 1, 0);
  });
}

TYPED_TEST(ControlFailureTest, OfListeningAndOfHearing) {
  std::vector<std::byte> room(4096);
  this->failing_each(
      [&] {
        regardless([&] {
          TypeParam transport;
          transport.listen(this->size);
          kuipc_fire order = this->three;
          if (this->call(KUIPC_IOC_FIRE, &order) != 0) return;
          pollfd readable{transport.event_descriptor(), POLLIN, 0};
          if (poll(&readable, 1, 20) > 0) transport.hear(room);
        });
      },
      [&](unsigned nth) {
        SCOPED_TRACE(nth);
        this->ask_everything();
        TypeParam transport;
        // What was closed may still be on its way out.
        ASSERT_TRUE(
            eventually([&] { return error_of([&] { transport.listen(this->size); }) == 0; }));
        kuipc_fire order = this->three;
        ASSERT_EQ(this->call(KUIPC_IOC_FIRE, &order), 0);
        pollfd readable{transport.event_descriptor(), POLLIN, 0};
        ASSERT_GT(poll(&readable, 1, 10000), 0);
        EXPECT_GT(transport.hear(room).messages, 0U);
        this->ask_everything();
      });
}

}  // namespace
}  // namespace kuipc::conformance
