// SPDX-License-Identifier: Apache-2.0
// The list of transports as GoogleTest wants it, whole and by ability: a test asks for what it
// needs, and a new transport is in the right ones without a word here.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <type_traits>

#include "bench/transports.h"

namespace kuipc::conformance {

template <class T>
struct Any : std::true_type {};
template <class T>
struct CarriesMessages : std::bool_constant<Carries<T>> {};
template <class T>
struct HearsMessages : std::bool_constant<Listens<T>> {};

template <template <class> class Keep, class T>
using OneOrNone =
    std::conditional_t<Keep<T>::value, std::tuple<std::type_identity<T>>, std::tuple<>>;

template <template <class> class Keep, class... Ts>
auto kept(TypeList<Ts...>) -> decltype(std::tuple_cat(std::declval<OneOrNone<Keep, Ts>>()...));

template <class... Ts>
auto as_test_types(std::tuple<std::type_identity<Ts>...>) -> ::testing::Types<Ts...>;

template <template <class> class Keep>
using TestTypes = decltype(as_test_types(kept<Keep>(Transports{})));

using AllTransports = TestTypes<Any>;
using Carriers = TestTypes<CarriesMessages>;
using Listeners = TestTypes<HearsMessages>;

// "netlink" or "netlink_libnl": the last part of a typed test's name.
struct TransportName {
  template <class T>
  static std::string GetName(int) {
    const std::string stem{T::info.stem};
    return T::info.variant.empty() ? stem : stem + "_" + std::string{T::info.variant};
  }
};

}  // namespace kuipc::conformance
