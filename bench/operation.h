// SPDX-License-Identifier: Apache-2.0
// What is measured: something that can be done again and again.
#pragma once

#include <sys/types.h>

#include <concepts>
#include <cstdint>

namespace kuipc {

// prepare: before the clock starts; gives the operation its number.
// run: inside the clock. Nothing in it but what the row's name says.
// check: after the clock stopped; throws WrongData when the operation clearly did not do its work.
// verify: throws WrongData unless the latest run got every byte right. Called before the first
// measured operation and after the last one, so it may take its time.
template <class T>
concept Operation = requires(T operation, std::uint64_t number) {
  { operation.prepare(number) } -> std::same_as<void>;
  { operation.run() } -> std::same_as<void>;
  { operation.check() } -> std::same_as<void>;
  { operation.verify() } -> std::same_as<void>;
};

// Whether an operation is expected to sleep: two tasks that take turns do, a system call does not.
template <class T>
concept Sleeps = Operation<T> && T::sleeps;

// An operation of which another process does a part: what that costs is its cost, too.
template <class T>
concept Shares = Operation<T> && requires(const T operation) {
  { operation.partner() } -> std::same_as<pid_t>;
};

}  // namespace kuipc
