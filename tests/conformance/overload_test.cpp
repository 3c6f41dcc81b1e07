// SPDX-License-Identifier: Apache-2.0
// More messages than anybody reads: queues run full, readers are late, two, or dead. What is lost
// is counted, what is not comes, and the next one to listen finds all as it was.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <atomic>
#include <new>

#include "tests/conformance/firing.h"

namespace kuipc::conformance {
namespace {

// A queue of signals has the room of RLIMIT_SIGPENDING; nobody else's are pending here.
class FewPendingSignals {
 public:
  explicit FewPendingSignals(rlim_t most) {
    getrlimit(RLIMIT_SIGPENDING, &before_);
    const rlimit few{most, before_.rlim_max};
    checked(setrlimit(RLIMIT_SIGPENDING, &few), "setrlimit", "RLIMIT_SIGPENDING");
  }
  FewPendingSignals(const FewPendingSignals&) = delete;
  FewPendingSignals& operator=(const FewPendingSignals&) = delete;
  ~FewPendingSignals() { setrlimit(RLIMIT_SIGPENDING, &before_); }

 private:
  rlimit before_{};
};

template <class T>
class OverloadTest : public FiringTest<T> {
 protected:
  // A counter has no queue that could run full, and O_ASYNC tells its sender nothing.
  static constexpr bool counts = T::info.stem == "eventfd";
  static constexpr bool loses_unseen = T::info.variant == "fasync";

  // Sends more than any queue here has room for, while nobody reads.
  kuipc_fire_status overload(T& transport) {
    return overload(transport, this->an_offered_context());
  }
  kuipc_fire_status overload(T& transport, __u32 context) {
    const int small = 4096;
    setsockopt(transport.event_descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    return this->fire_until_sent({context, this->size, 400, millisecond / 2}, 300);
  }

  FewPendingSignals few_{64};
};
TYPED_TEST_SUITE(OverloadTest, Listeners, TransportName);

TYPED_TEST(OverloadTest, AReaderSlowerThanTheKernelMissesWhatIsCountedAsDropped) {
  for (const __u32 context : this->contexts_beside_us()) {
    SCOPED_TRACE("context " + std::to_string(context));
    TypeParam transport;
    transport.listen(this->size);
    const kuipc_stats before = stats<TypeParam>();
    const kuipc_fire_status status = this->overload(transport, context);
    const __u64 heard = this->hear_all(transport);
    EXPECT_EQ((status.sent + status.skipped) % 400, 0U);
    if (this->loses_unseen) {
      EXPECT_LT(heard, status.sent);
      continue;
    }
    EXPECT_EQ(heard, status.sent - status.dropped);
    EXPECT_EQ(status.dropped > 0, !this->counts);
    EXPECT_EQ(status.error != 0, !this->counts);
    EXPECT_EQ(stats<TypeParam>().dropped - before.dropped, status.dropped);
  }
}

TYPED_TEST(OverloadTest, OnceDrainedMessagesComeAgain) {
  TypeParam transport;
  transport.listen(this->size);
  this->overload(transport);
  this->hear_all(transport);
  ASSERT_EQ(this->fire({this->an_offered_context(), this->size, 5, millisecond}), 0);
  ASSERT_TRUE(this->ends());
  EXPECT_EQ(this->hear_all(transport), this->status().sent);
}

TYPED_TEST(OverloadTest, AFullQueueOfOneWhoHasGoneIsNotTheNextOnes) {
  {
    TypeParam gone;
    gone.listen(this->size);
    this->overload(gone);
  }
  TypeParam transport;
  transport.listen(this->size);
  EXPECT_EQ(this->hear_all(transport), 0U);
}

TYPED_TEST(OverloadTest, AReaderKilledInMidStreamDisturbsNobody) {
  for (const __u32 context : this->contexts_beside_us()) {
    SCOPED_TRACE("context " + std::to_string(context));
    const pid_t reader = checked(fork(), "fork", "test child");
    if (reader == 0) {
      TypeParam transport;
      transport.listen(this->size);
      std::vector<std::byte> room(4096);
      for (;;) transport.hear(room);
    }
    const kuipc_fire order{context, this->size, 1000, millisecond / 4};
    EXPECT_TRUE(eventually([&] { return this->fire(order) == 0; }));
    EXPECT_TRUE(eventually([this] { return this->status().sent > 20; }));
    checked(kill(reader, SIGKILL), "kill", "test child");
    checked(waitpid(reader, nullptr, 0), "waitpid", "test child");
    EXPECT_TRUE(this->ends());
    EXPECT_EQ(this->status().sent + this->status().skipped, 1000U);
    TypeParam next;
    EXPECT_EQ(error_of([&] { next.listen(this->size); }), 0);
  }
}

// Memory of this process and its children.
template <class T>
class Shared {
 public:
  Shared()
      : memory_(
            mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (memory_ == MAP_FAILED) throw_errno("mmap", "shared memory");
    object_ = new (memory_) T{};
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared() { munmap(memory_, sizeof(T)); }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }

 private:
  void* memory_;
  T* object_;
};

TYPED_TEST(OverloadTest, OfTwoReadersEachMessageReachesOne) {
  if (stem<TypeParam>() == "signal") GTEST_SKIP() << "a signal is queued to one thread alone";
  TypeParam transport;
  transport.listen(this->size);
  // What one of them was told of, the other may have taken.
  const int descriptor = transport.event_descriptor();
  fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  const Shared<std::atomic<__u64>> heard;
  const auto read_to_the_end = [&] {
    do *heard += this->hear_all(transport);
    while (this->status().running != 0);
    *heard += this->hear_all(transport);
  };
  ASSERT_EQ(this->fire({this->an_offered_context(), this->size, 400, millisecond / 2}), 0);
  const pid_t other = checked(fork(), "fork", "test child");
  if (other == 0) _exit(error_of(read_to_the_end));
  read_to_the_end();
  int failed = -1;
  checked(waitpid(other, &failed, 0), "waitpid", "test child");
  EXPECT_EQ(failed, 0);
  const kuipc_fire_status status = this->status();
  EXPECT_EQ(heard->load(), status.sent - status.dropped);
}

}  // namespace
}  // namespace kuipc::conformance
