// SPDX-License-Identifier: Apache-2.0
// From an event row's parameters to its measuring function.
#pragma once

#include <benchmark/benchmark.h>

#include <exception>
#include <functional>

#include "bench/events.h"
#include "bench/measure.h"
#include "bench/row.h"
#include "bench/run.h"

namespace kuipc {

// Long against what a message costs, so that a row shows the path and not a queue: at least ten
// times the dearest one, in instructions of a counted run and in nanoseconds of a wall run. And out
// of step with the kernel's tick, of 1, 4 or 10 ms: in step, a row in some boots met a tick with
// every eighth message and in others with none, and moved as a whole by 126 instructions.
inline constexpr std::uint64_t event_period(Clock clock) {
  return clock == Clock::counted ? 509203 : 203773;
}

inline constexpr std::uint64_t event_count(Set set) {
  return set == Set::quick ? 200 : 500;
}

// Where a sender other than an interrupt of the reader's own CPU is to run: another CPU for a
// reader that spins, or it would wait for a turn on the reader's; the reader's otherwise.
int sender_cpu(Wake wake);

// One job is one repetition and, to Google Benchmark, one iteration: its messages are not
// iterations, since some may be lost.
template <Listens T>
std::function<void(const Run&, Row&, benchmark::State&)> measuring_events(std::uint32_t context,
                                                                          Wake wake,
                                                                          std::size_t size) {
  return [=](const Run& run, Row& row, benchmark::State& state) {
    const kuipc_fire order{context, static_cast<__u32>(size), event_count(run.set),
                           event_period(run.clock)};
    try {
      for ([[maybe_unused]] auto _ : state) {
        const EventOutcome outcome =
            run.clock == Clock::counted
                ? run_events<T, InstructionClock>(order, wake, sender_cpu(wake))
                : run_events<T, TickClock>(order, wake, sender_cpu(wake));
        row.add(outcome.counts, outcome.series);
        state.SetIterationTime(1e-9 *
                               static_cast<double>(outcome.series.at("latency").quantile(0.5)));
      }
    } catch (const std::exception& error) {
      fail(row, state, error.what());
    }
  };
}

}  // namespace kuipc
