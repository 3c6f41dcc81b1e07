// SPDX-License-Identifier: Apache-2.0
// kuipc-fuzz: calls every interface of the modules, of which it is the only user, in ways that
// their users never would, and says what broke. It runs as root in the checking kernel
// (docs/TESTING.md).
#include <malloc.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include "tests/fuzz/supervisor.h"
#include "tests/fuzz/tell.h"

namespace {

using namespace kuipc::fuzz;

constexpr int found_something = 4, cannot_run = 5, wrong_usage = 2, too_few_succeeded = 6;

// In a shorter run it is chance which modules were there, and for how long.
constexpr std::uint64_t enough_to_judge = 500000;

void show_help() {
  std::printf(
      "Usage: kuipc-fuzz [--seed S] [--seconds N] [--processes N] [--only NAME,NAME,...]\n"
      "\n"
      "--seed S       repeats the choices of another run; what they meet depends on who runs when\n"
      "--seconds N    how long at the most (120); it ends early when it found something\n"
      "--processes N  at a time (7)\n"
      "--only NAMES   interfaces and disturbances, of: %s\n"
      "\n"
      "Ends with 0 when nothing was found, 4 when something was, 6 when in a run of 500,000 calls "
      "or\n"
      "more less than a tenth of one interface's succeeded.\n",
      Parts::all().names().c_str());
}

int fuzz(const Options& options) {
  std::printf("kuipc-fuzz: seed %lu, %u s, %u processes, %s\n", options.seed, options.seconds,
              options.processes, options.parts.names().c_str());
  std::fflush(stdout);
  Supervisor supervisor(options);
  supervisor.run();
  const Shared& shared = supervisor.shared();
  const bool enough = tell_counts(shared, options.parts);
  tell_coverage(shared, supervisor.symbols());
  if (shared.found) {
    std::printf("kuipc-fuzz: FOUND after %ld s, seed %lu, now %s: %s\n",
                static_cast<long>(supervisor.elapsed().count()), options.seed,
                supervisor.called_then().names().c_str(), shared.what.data());
    return found_something;
  }
  std::printf("kuipc-fuzz: nothing found in %lu calls, seed %lu\n", shared.calls(), options.seed);
  return enough || shared.calls() < enough_to_judge ? 0 : too_few_succeeded;
}

// The heap only grows: else the kernel would map and unmap memory for every larger message.
void keep_the_heap() {
  constexpr int larger_than_any = 1 << 25;
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, larger_than_any);
  mallopt(M_TRIM_THRESHOLD, larger_than_any);
}

}  // namespace

int main(int argc, char** argv) {
  keep_the_heap();
  try {
    const Options options = read_options(argc, argv);
    if (options.help) {
      show_help();
      return 0;
    }
    return fuzz(options);
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "kuipc-fuzz: %s\n", error.what());
    return wrong_usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kuipc-fuzz: %s\n", error.what());
    return cannot_run;
  }
}
