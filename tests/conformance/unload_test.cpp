// SPDX-License-Identifier: Apache-2.0
// Unloading a module: either refused while somebody uses it, or done at once with a clean error for
// who is left behind; never anything in between, and nothing stays.
#include "tests/conformance/modules.h"

namespace kuipc::conformance {
namespace {

// Loads the module again however the test went: the next test needs it.
template <class T>
class UnloadTest : public ::testing::Test {
 protected:
  void TearDown() override { load_if_missing(stem<T>()); }
};
TYPED_TEST_SUITE(UnloadTest, AllTransports, TransportName);

template <class T>
class UnloadUnderUseTest : public UnloadTest<T> {};
TYPED_TEST_SUITE(UnloadUnderUseTest, Carriers, TransportName);

template <class T>
void use(T& transport) {
  if constexpr (Carries<T>) {
    prepare(transport, Traffic::echo);
    const Message message(64);
    std::vector<std::byte> room(64);
    EXPECT_EQ(echo(transport, message.bytes(), room), 64U);
  } else {
    transport.listen(T::info.event_size.value_or(64));
  }
}

template <class T>
void expect_it_works() {
  T transport;
  use(transport);
}

TYPED_TEST(UnloadTest, AnUnusedModuleGoesAndComesBack) {
  ASSERT_EQ(unload(stem<TypeParam>()), 0);
  EXPECT_FALSE(is_loaded(stem<TypeParam>()));
  ASSERT_EQ(load(stem<TypeParam>()), 0);
  expect_it_works<TypeParam>();
}

TYPED_TEST(UnloadTest, NothingIsLeftBehind) {
  expect_it_works<TypeParam>();
  ASSERT_EQ(unload(stem<TypeParam>()), 0);
  EXPECT_EQ(traces_of(stem<TypeParam>()), std::vector<std::string>{});
}

TYPED_TEST(UnloadTest, AnOpenControlNodePinsTheModule) {
  const Descriptor control = open_control<TypeParam>();
  EXPECT_EQ(unload(stem<TypeParam>()), EWOULDBLOCK);
}

TYPED_TEST(UnloadTest, WithoutTheModuleOpeningFailsAndNamesWhat) {
  ASSERT_EQ(unload(stem<TypeParam>()), 0);
  try {
    expect_it_works<TypeParam>();
    FAIL() << "worked without its module";
  } catch (const std::system_error& error) {
    const std::string what = error.what();
    EXPECT_NE(what.find(TypeParam::info.stem), std::string::npos) << what;
  }
}

TYPED_TEST(UnloadUnderUseTest, ItIsRefusedOrFailsCleanly) {
  auto transport = opened<TypeParam>();
  const Message message(64);
  std::vector<std::byte> room(64);
  echo(transport, message.bytes(), room);
  const int refused = unload(stem<TypeParam>());
  const int error = error_of([&] { echo(transport, message.bytes(), room); });
  if (refused == 0)
    EXPECT_TRUE(error == EIO || error == ENOPROTOOPT || error == ENOENT || error == ENODEV)
        << error;
  else {
    EXPECT_EQ(refused, EWOULDBLOCK);
    EXPECT_EQ(error, 0);
  }
}

TYPED_TEST(UnloadUnderUseTest, WhatWasOpenBeforeHasNoPartInTheNextLoad) {
  auto transport = opened<TypeParam>();
  const Message message(64);
  std::vector<std::byte> room(64);
  echo(transport, message.bytes(), room);
  if (unload(stem<TypeParam>()) != 0) GTEST_SKIP() << "an open transport pins this module";
  ASSERT_EQ(load(stem<TypeParam>()), 0);
  expect_it_works<TypeParam>();
}

TYPED_TEST(UnloadTest, ItSurvivesBeingLoadedAndUnloadedManyTimes) {
  for (int round = 0; round < 20; ++round) {
    ASSERT_EQ(unload(stem<TypeParam>()), 0);
    ASSERT_EQ(load(stem<TypeParam>()), 0);
  }
  expect_it_works<TypeParam>();
}

}  // namespace
}  // namespace kuipc::conformance
