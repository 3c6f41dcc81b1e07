// SPDX-License-Identifier: Apache-2.0
#include "bench/peer_rows.h"

#include <span>
#include <utility>

#include "bench/measure.h"
#include "bench/peers.h"
#include "bench/round_trip.h"
#include "bench/sizes.h"

namespace kuipc {
namespace {

template <Peer P, Wake wake>
void add_round_trip(std::vector<Row>& rows, const std::optional<Cost>& cost, std::size_t size) {
  if (!cost) return;
  Row row;
  row.workload = "peer";
  row.transport = P::info.name;
  row.variant = P::info.variant;
  row.size = size;
  row.wake = name_of(wake);
  row.cost = *cost;
  row.obstacle = [size] { return peer_obstacle<P>(size, wake); };
  measure_by<RoundTrip<P, wake>>(row, size);
  rows.push_back(std::move(row));
}

// As yardsticks the cost of the path and of a page are enough.
std::span<const std::size_t> peer_sizes(Set set) {
  static constexpr std::size_t some[] = {64, 4 * KiB};
  if (set == Set::full) return full_sizes;
  return std::span(some).first(set == Set::quick ? 1 : 2);
}

// The quick set has the two that everybody knows.
template <Peer P>
void add_peer(std::vector<Row>& rows, Set set) {
  const bool quick = set == Set::quick;
  if (quick && P::info.name != "pipe" && P::info.name != "unix_stream") return;
  const auto sizes = P::info.size ? std::span(&*P::info.size, 1) : peer_sizes(set);
  for (const std::size_t size : sizes) {
    add_round_trip<P, Wake::block>(rows, P::info.block, size);
    if (!quick) add_round_trip<P, Wake::spin>(rows, P::info.spin, size);
  }
}

}  // namespace

void add_peers(std::vector<Row>& rows, Set set) {
  Peers::each([&]<Peer P>() { add_peer<P>(rows, set); });
}

}  // namespace kuipc
