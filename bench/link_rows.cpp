// SPDX-License-Identifier: Apache-2.0
#include "bench/link_rows.h"

#include <string>
#include <system_error>
#include <utility>

#include "bench/frame_echo.h"
#include "bench/links.h"
#include "bench/measure.h"
#include "bench/sizes.h"
#include "bench/wake.h"

namespace kuipc {
namespace {

// Why such a round trip cannot be had here, with a remedy; "" when it can.
template <Link L>
std::string link_obstacle(std::size_t size) {
  if (size > largest_frame_payload)
    return "a frame carries at most " + std::to_string(largest_frame_payload) +
           " bytes, the largest MTU of a tap device; take a smaller message";
  try {
    const FrameEcho<L> tried(size);
  } catch (const std::system_error& error) {
    std::string what = error.what();
    switch (error.code().value()) {
      case EPERM:
      case EACCES:
        return what + "; run as root";
      case ENOENT:
      case ENODEV:
      case ENXIO:
        return what + "; " + L::remedy;
      default:
        return what;
    }
  }
  return "";
}

template <Link L>
void add_link(std::vector<Row>& rows, Set set) {
  for (const std::size_t size : sizes_of(set)) {
    Row row;
    row.workload = "echo";
    row.transport = L::info.name;
    row.size = size;
    if (L::info.cost.wakeups > 0) row.wake = name_of(Wake::block);
    row.cost = L::info.cost;
    row.obstacle = [size] { return link_obstacle<L>(size); };
    measure_by<FrameEcho<L>>(row, size);
    rows.push_back(std::move(row));
  }
}

}  // namespace

void add_links(std::vector<Row>& rows, Set set) {
  Links::each([&]<Link L>() { add_link<L>(rows, set); });
}

}  // namespace kuipc
