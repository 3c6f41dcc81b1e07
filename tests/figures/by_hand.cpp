// SPDX-License-Identifier: Apache-2.0
// What the harness itself adds: the same calls in a loop written by hand and in the harness, in one
// boot. Packed in place of kuipc-bench (tests/figures.sh), and takes its command line; the figures
// by hand go to by-hand.txt in the results, "name median" a line.
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <x86intrin.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "bench/descriptor.h"
#include "bench/harness.h"
#include "bench/idle.h"
#include "common/ioctl.h"

namespace {

constexpr int operations = 1000;
constexpr int warm_up = 64;

template <class Call>
std::uint64_t median(Call call) {
  std::array<std::uint64_t, operations> values{};
  for (int i = -warm_up; i < operations; ++i) {
    const std::uint64_t begin = __rdtsc();
    call();
    const std::uint64_t end = __rdtsc();
    if (i >= 0) values[static_cast<std::size_t>(i)] = end - begin;
  }
  std::nth_element(values.begin(), values.begin() + (operations - 1) / 2, values.end());
  return values[(operations - 1) / 2];
}

struct Figures {
  std::uint64_t exchange;
  std::uint64_t call_alone;
};

// exchange: what the interface asks of a program for each message: to say where the message and the
// room for the answer lie and how long they are, to call, and to look how long the answer is.
// call_alone: what is left where buffers never change and nobody looks at the answer.
Figures ioctl_by_hand() {
  const kuipc::Descriptor file = kuipc::open_file("/dev/" KUIPC_IOCTL_NODE, O_RDWR);
  std::array<char, 64> message{};
  std::array<char, 64> room{};
  const auto address = [](auto& buffer) { return reinterpret_cast<__u64>(buffer.data()); };
  Figures figures{};
  figures.exchange = median([&] {
    kuipc_ioctl call{address(message), address(room), message.size(), room.size()};
    if (ioctl(file.get(), KUIPC_IOCTL_EXCHANGE, &call) != 0 ||
        call.receive_length != message.size())
      std::perror("ioctl");
  });
  kuipc_ioctl call{address(message), address(room), 0, 0};
  figures.call_alone = median([&] {
    call.send_length = message.size();
    call.receive_length = room.size();
    if (ioctl(file.get(), KUIPC_IOCTL_EXCHANGE, &call) != 0) std::perror("ioctl");
  });
  return figures;
}

const char* folder_of(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; ++i)
    if (std::strcmp(argv[i], "--out") == 0) return argv[i + 1];
  return ".";
}

}  // namespace

int main(int argc, char** argv) {
  kuipc::settle(20);
  const std::uint64_t null_call = median([] { syscall(SYS_getppid); });
  const Figures figures = ioctl_by_hand();
  std::ofstream(std::string(folder_of(argc, argv)) + "/by-hand.txt")
      << "floor/syscall " << null_call << '\n'
      << "echo/ioctl/size:64 " << figures.exchange << '\n'
      << "the same, fixed buffers, answer unread " << figures.call_alone << '\n';
  return kuipc::run_harness(argc, argv);
}
