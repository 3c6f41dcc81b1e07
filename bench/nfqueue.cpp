// SPDX-License-Identifier: Apache-2.0
#include "bench/nfqueue.h"

#include <linux/netfilter.h>

#include <algorithm>

#include "bench/descriptor.h"
#include "bench/own_network.h"

namespace kuipc {
namespace {

constexpr std::size_t metadata = 1024;  // bytes of attributes beside the packet, generously

nlmsghdr* add(NetfilterRequests& requests, int message, std::uint16_t queue, int flags) {
  return requests.add(NFNL_SUBSYS_QUEUE << 8 | message, AF_UNSPEC, queue, flags);
}

// What a message tells of its packet.
struct Packet {
  std::uint32_t id = 0;  // in network order
  std::span<const std::byte> bytes{};
};

int note(const nlattr* attribute, void* context) {
  auto& packet = *static_cast<Packet*>(context);
  const void* payload = mnl_attr_get_payload(attribute);
  if (mnl_attr_get_type(attribute) == NFQA_PACKET_HDR)
    packet.id = static_cast<const nfqnl_msg_packet_hdr*>(payload)->packet_id;
  else if (mnl_attr_get_type(attribute) == NFQA_PAYLOAD)
    packet.bytes = {static_cast<const std::byte*>(payload), mnl_attr_get_payload_len(attribute)};
  return MNL_CB_OK;
}

}  // namespace

std::string Nfqueue::obstacle() {
  try {
    const OwnNetwork network;
    Nfqueue().listen(0);
  } catch (const std::system_error& error) {
    const std::string what = error.what();
    if (error.code().value() == EPERM) return what + "; run as root";
    return what + "; needs nfnetlink_queue, nf_tables and nft_queue: modprobe them";
  }
  return "";
}

void Nfqueue::listen(std::size_t size) {
  datagram_.resize(size + metadata);
  NetfilterRequests requests;
  nlmsghdr* request = add(requests, NFQNL_MSG_CONFIG, queue, NLM_F_ACK);
  const nfqnl_msg_config_cmd bind{NFQNL_CFG_CMD_BIND, 0, htons(AF_INET)};
  mnl_attr_put(request, NFQA_CFG_CMD, sizeof bind, &bind);
  request = add(requests, NFQNL_MSG_CONFIG, queue, NLM_F_ACK);
  const nfqnl_msg_config_params whole{htonl(0xffff), NFQNL_COPY_PACKET};
  mnl_attr_put(request, NFQA_CFG_PARAMS, sizeof whole, &whole);
  mnl_attr_put_u32(request, NFQA_CFG_QUEUE_MAXLEN, htonl(queue_length));
  socket_.request(requests, "a packet queue");
  add_queue_rule(socket_, IPPROTO_ICMP, queue);
}

Heard Nfqueue::hear(std::span<std::byte> room) {
  const auto length = mnl_socket_recvfrom(socket_.get(), datagram_.data(), datagram_.size());
  if (length >= 0) return take(static_cast<std::size_t>(length), room);
  if (errno == ENOBUFS) return {.overrun = true};
  if (errno != EAGAIN && errno != EINTR) throw_errno("recv from", "nfqueue");
  return {};
}

Heard Nfqueue::take(std::size_t length, std::span<std::byte> room) {
  const auto* message = reinterpret_cast<const nlmsghdr*>(datagram_.data());
  if (!mnl_nlmsg_ok(message, static_cast<int>(length)) ||
      message->nlmsg_type != (NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET)) {
    errno = EPROTO;
    throw_errno("recv from", "nfqueue");
  }
  Packet packet;
  checked(mnl_attr_parse(message, sizeof(nfgenmsg), note, &packet), "attributes from", "nfqueue");
  packet_ = packet.id;
  const std::size_t kept = std::min(packet.bytes.size(), room.size());
  std::copy_n(packet.bytes.begin(), kept, room.begin());
  return {.length = kept, .messages = 1};
}

void Nfqueue::settle() {
  decide(NF_ACCEPT);
}

void Nfqueue::drop() {
  decide(NF_DROP);
}

void Nfqueue::decide(std::uint32_t verdict) {
  NetfilterRequests requests;
  nlmsghdr* request = add(requests, NFQNL_MSG_VERDICT, queue, 0);
  const nfqnl_msg_verdict_hdr header{htonl(verdict), packet_};
  mnl_attr_put(request, NFQA_VERDICT_HDR, sizeof header, &header);
  checked(mnl_socket_sendto(socket_.get(), requests.data(), requests.size()), "sendto", "nfqueue");
}

}  // namespace kuipc
