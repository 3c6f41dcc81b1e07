// SPDX-License-Identifier: Apache-2.0
// Who may use a transport: CAP_NET_ADMIN of the initial user namespace, asked for at every use.
#include <sched.h>

#include "tests/conformance/support.h"

namespace kuipc::conformance {
namespace {

constexpr unsigned ordinary_user = 1000;

template <class T>
class AccessTest : public ::testing::Test {};
TYPED_TEST_SUITE(AccessTest, Carriers, TransportName);

// Where the module answers with a message, that is how it refuses: the error comes with the answer.
template <class T>
int error_of_echo(T& transport) {
  const Message message(64);
  std::vector<std::byte> room(64);
  return error_of([&] { echo(transport, message.bytes(), room); });
}

template <class T>
int error_of_receive(T& transport) {
  std::vector<std::byte> room(64);
  return error_of([&] { transport.receive(room); });
}

// Some transports are refused at open, others (sockets) at the first use: both is refused.
template <class T>
int error_of_first_use() {
  int error = 0;
  const int at_open = error_of([&] {
    auto transport = opened<T>();
    error = error_of_echo(transport);
  });
  return at_open != 0 ? at_open : error;
}

bool is_refusal(int error) {
  return error == EPERM || error == EACCES;
}

TYPED_TEST(AccessTest, UsingItWithoutTheCapabilityIsRefused) {
  auto transport = opened<TypeParam>();
  EXPECT_EQ(in_child([&] {
              drop_net_admin();
              return error_of_echo(transport);
            }),
            EPERM);
}

TYPED_TEST(AccessTest, ReceivingWithoutTheCapabilityIsRefused) {
  if (stem<TypeParam>() == "netlink")
    GTEST_SKIP() << "reading one's socket asks no module; the request for what is read there did";
  auto transport = opened<TypeParam>();
  const Message message(64);
  transport.send(message.bytes());
  EXPECT_EQ(in_child([&] {
              drop_net_admin();
              return error_of_receive(transport);
            }),
            EPERM);
}

TYPED_TEST(AccessTest, OpeningWithoutTheCapabilityIsRefused) {
  const int error = in_child([] {
    drop_net_admin();
    return error_of_first_use<TypeParam>();
  });
  EXPECT_TRUE(is_refusal(error)) << error;
}

TYPED_TEST(AccessTest, AnOrdinaryUserIsRefused) {
  const int error = in_child([] {
    become_user(ordinary_user);
    return error_of_first_use<TypeParam>();
  });
  EXPECT_TRUE(is_refusal(error)) << error;
}

// In a user namespace of its own a process holds every capability, but none over this kernel.
TYPED_TEST(AccessTest, RootOfItsOwnUserNamespaceIsRefused) {
  auto transport = opened<TypeParam>();
  EXPECT_EQ(in_child([&] {
              checked(unshare(CLONE_NEWUSER), "unshare", "user namespace");
              return error_of_echo(transport);
            }),
            EPERM);
}

TYPED_TEST(AccessTest, AnOrdinaryUserInNamespacesOfItsOwnUsesNothing) {
  const kuipc_stats before = stats<TypeParam>();
  const int error = in_child([] {
    become_user(ordinary_user);
    checked(unshare(CLONE_NEWUSER | CLONE_NEWNET), "unshare", "user and network namespace");
    return error_of_first_use<TypeParam>();
  });
  // A network namespace without the kernel's end of a netlink protocol refuses the connection.
  EXPECT_TRUE(is_refusal(error) || error == ECONNREFUSED || error == EPROTONOSUPPORT) << error;
  EXPECT_EQ(stats<TypeParam>().received, before.received);
}

// What the transport opens before it is used: nodes refuse, sockets do so at the first request.
template <class T>
class OpeningTest : public ::testing::Test {};
TYPED_TEST_SUITE(OpeningTest, AllTransports, TransportName);

TYPED_TEST(OpeningTest, IsRefusedWithoutTheCapability) {
  const int error = in_child([] {
    drop_net_admin();
    return error_of([] { const TypeParam transport; });
  });
  EXPECT_TRUE(is_refusal(error)) << error;
}

TYPED_TEST(OpeningTest, IsRefusedToAnOrdinaryUser) {
  const int error = in_child([] {
    become_user(ordinary_user);
    return error_of([] { const TypeParam transport; });
  });
  EXPECT_TRUE(is_refusal(error)) << error;
}

TYPED_TEST(OpeningTest, OfTheControlNodeIsRefusedToAnOrdinaryUser) {
  const int error = in_child([] {
    become_user(ordinary_user);
    return error_of([] { open_control<TypeParam>(); });
  });
  EXPECT_TRUE(is_refusal(error)) << error;
}

TYPED_TEST(OpeningTest, DoesNotReplaceAskingAtEveryUseOfTheControlNode) {
  const Descriptor control = open_control<TypeParam>();
  EXPECT_EQ(in_child([&] {
              drop_net_admin();
              kuipc_info info{};
              return ioctl(control.get(), KUIPC_IOC_INFO, &info) < 0 ? errno : 0;
            }),
            EPERM);
}

}  // namespace
}  // namespace kuipc::conformance
