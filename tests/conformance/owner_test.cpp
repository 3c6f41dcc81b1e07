// SPDX-License-Identifier: Apache-2.0
// The process behind a job: where its sender runs, and that closing the file ends the job whoever
// else has that open, while nobody else's closing does.
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "tests/conformance/firing.h"

namespace kuipc::conformance {
namespace {

template <class T>
class OwnerTest : public FiringTest<T> {
 protected:
  [[nodiscard]] kuipc_fire endless(__u32 context) const {
    return {context, this->size, KUIPC_FIRE_MAX_COUNT, millisecond / 10};
  }
  // Whether more is sent from now on.
  [[nodiscard]] bool goes_on() const {
    const __u64 sent = this->status().sent;
    return eventually([&] { return this->status().sent > sent || this->status().running == 0; }) &&
           this->status().running != 0;
  }
};
TYPED_TEST_SUITE(OwnerTest, Listeners, TransportName);

TYPED_TEST(OwnerTest, ClosingEndsTheJobThatAThreadIsIn) {
  if (!this->offers(KUIPC_FIRE_TASK)) GTEST_SKIP() << "a task cannot send";
  TypeParam transport;
  transport.listen(this->size);
  auto file = std::make_unique<Descriptor>(open_control<TypeParam>());
  Waiting caller([descriptor = file->get(), this] {
    const kuipc_fire order{KUIPC_FIRE_TASK, this->size, 2, KUIPC_FIRE_MAX_PERIOD};
    return outcome(ioctl(descriptor, KUIPC_IOC_FIRE, &order));
  });
  EXPECT_TRUE(caller.still_waits());
  file.reset();
  EXPECT_EQ(caller.result(), 0);
  EXPECT_EQ(this->status().running, 0U);
}

TYPED_TEST(OwnerTest, ClosingOneOfTwoDescriptorsEndsTheJobAndLeavesTheLog) {
  TypeParam transport;
  transport.listen(this->size);
  for (const __u32 context : this->contexts_beside_us()) {
    ASSERT_EQ(this->fire(this->endless(context)), 0);
    EXPECT_TRUE(eventually([this] { return this->status().sent > 0; }));
    checked(close(checked(dup(this->control_.get()), "dup", "control")), "close", "control");
    EXPECT_EQ(this->status().running, 0U) << context;
    kuipc_fire_record record{};
    EXPECT_EQ(outcome(read(this->control_.get(), &record, sizeof record)), long{sizeof record});
  }
}

// Fires, leaves the file to a child of its that waits to be killed, and is gone. That child.
template <class T>
pid_t heir_of_an_owner(const kuipc_fire& order) {
  int ends[2];
  checked(pipe(ends), "pipe", "test child");
  const pid_t owner = checked(fork(), "fork", "test child");
  if (owner == 0) {
    const Descriptor control = open_control<T>();
    if (ioctl(control.get(), KUIPC_IOC_FIRE, &order) != 0) _exit(1);
    const pid_t heir = fork();
    while (heir == 0) pause();
    _exit(write(ends[1], &heir, sizeof heir) == sizeof heir ? 0 : 1);
  }
  int status = -1;
  checked(waitpid(owner, &status, 0), "waitpid", "test child");
  pid_t heir = -1;
  const bool told = status == 0 && read(ends[0], &heir, sizeof heir) == sizeof heir;
  close(ends[0]);
  close(ends[1]);
  return told ? heir : -1;
}

TYPED_TEST(OwnerTest, ItsExitEndsTheJobThoughAChildInheritedTheFile) {
  TypeParam transport;
  transport.listen(this->size);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (const __u32 context : this->contexts_beside_us()) {
    const pid_t heir = heir_of_an_owner<TypeParam>(this->endless(context));
    ASSERT_GT(heir, 0);
    EXPECT_EQ(this->status().count, __u64{KUIPC_FIRE_MAX_COUNT});
    EXPECT_EQ(this->status().running, 0U) << context;
    checked(kill(heir, SIGKILL), "kill", "test child");
    checked(waitpid(heir, nullptr, 0), "waitpid", "test child");
    EXPECT_EQ(this->status().count, 0U) << "the last descriptor is closed";
  }
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TYPED_TEST(OwnerTest, NeitherCloseNorExitOfAChildEndsTheJob) {
  TypeParam transport;
  transport.listen(this->size);
  for (const __u32 context : this->contexts_beside_us()) {
    ASSERT_EQ(this->fire(this->endless(context)), 0);
    EXPECT_EQ(in_child([this] { return close(this->control_.get()); }), 0);
    EXPECT_TRUE(this->goes_on()) << context;
    EXPECT_EQ(in_child([] { return 0; }), 0);
    EXPECT_TRUE(this->goes_on()) << context;
    EXPECT_EQ(this->stop(), 0);
  }
}

TYPED_TEST(OwnerTest, TheThreadThatFiredMayEndBeforeTheJob) {
  TypeParam transport;
  transport.listen(this->size);
  for (const __u32 context : this->contexts_beside_us()) {
    std::thread([&] { ASSERT_EQ(this->fire(this->endless(context)), 0); }).join();
    EXPECT_TRUE(this->goes_on()) << context;
    EXPECT_EQ(this->stop(), 0);
  }
}

// The kernel's threads that have the module's name.
std::vector<pid_t> threads_named(const std::string& name) {
  std::vector<pid_t> threads;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::string is;
    if (std::getline(std::ifstream(entry.path() / "comm"), is) && is == name)
      threads.push_back(std::stoi(entry.path().filename()));
  }
  return threads;
}

TYPED_TEST(OwnerTest, TheKernelThreadStaysOnTheCpusOfWhoFired) {
  if (!this->offers(KUIPC_FIRE_KTHREAD)) GTEST_SKIP() << "no kernel thread sends";
  cpu_set_t all;
  checked(sched_getaffinity(0, sizeof all, &all), "sched_getaffinity", "this task");
  if (CPU_COUNT(&all) < 2) GTEST_SKIP() << "there is but one CPU";
  for (std::size_t cpu = 0; cpu < 2; ++cpu) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    checked(sched_setaffinity(0, sizeof one, &one), "sched_setaffinity", "this task");
    TypeParam transport;
    transport.listen(this->size);
    ASSERT_EQ(this->fire(this->endless(KUIPC_FIRE_KTHREAD)), 0);
    EXPECT_TRUE(this->goes_on());
    const auto threads = threads_named(("kuipc_" + stem<TypeParam>()).substr(0, 15));
    EXPECT_FALSE(threads.empty());
    for (const pid_t thread : threads) {
      cpu_set_t its;
      checked(sched_getaffinity(thread, sizeof its, &its), "sched_getaffinity", "sender");
      EXPECT_TRUE(CPU_EQUAL(&its, &one)) << "CPU " << cpu;
    }
    EXPECT_EQ(this->stop(), 0);
  }
  sched_setaffinity(0, sizeof all, &all);
}

}  // namespace
}  // namespace kuipc::conformance
