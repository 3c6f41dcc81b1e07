// SPDX-License-Identifier: Apache-2.0
// kuipc-bench.
#include "bench/harness.h"

int main(int argc, char** argv) {
  return kuipc::run_harness(argc, argv);
}
